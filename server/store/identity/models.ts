/** The tables of people, organisations and teams as Sequelize models. Names and addresses lie in them sealed. */
import {
  DataTypes,
  Model,
  type CreationOptional,
  type InferAttributes,
  type InferCreationAttributes,
  type InitOptions,
  type Sequelize,
} from 'sequelize';
import type { OrganisationRole } from '#shared/permissions/index.ts';
import type { Id } from '#shared/protocol/index.ts';

abstract class Row<M extends Model> extends Model<InferAttributes<M>, InferCreationAttributes<M>> {}

export class AccountRow extends Row<AccountRow> {
  declare id: Id;
  declare keySlot: number;
  declare emailLookup: Buffer;
  declare profile: Buffer;
}

export class OrganisationRow extends Row<OrganisationRow> {
  declare id: Id;
  declare keySlot: number;
  declare name: Buffer;
  declare createdAt: CreationOptional<Date>;
}

export class MembershipRow extends Row<MembershipRow> {
  declare organisationId: Id;
  declare accountId: Id;
  declare role: OrganisationRole;
  declare createdAt: CreationOptional<Date>;
}

export class TeamRow extends Row<TeamRow> {
  declare id: Id;
  declare organisationId: Id;
  declare name: Buffer;
  declare createdAt: CreationOptional<Date>;
}

export class TeamMemberRow extends Row<TeamMemberRow> {
  declare teamId: Id;
  declare accountId: Id;
  declare observer: CreationOptional<boolean>;
  declare createdAt: CreationOptional<Date>;
}

export class InviteRow extends Row<InviteRow> {
  declare id: Id;
  declare organisationId: Id;
  declare teamId: Id;
  declare role: OrganisationRole;
  declare tokenHash: Buffer;
  declare createdBy: Id;
  declare createdAt: Date;
  declare expiresAt: Date;
  declare revokedAt: CreationOptional<Date | null>;
  declare email: CreationOptional<Buffer | null>;
  declare sentAt: CreationOptional<Date | null>;
  declare usedAt: CreationOptional<Date | null>;
  declare usedBy: CreationOptional<Id | null>;
  declare emailLookup: CreationOptional<Buffer | null>;
}

export class SessionRow extends Row<SessionRow> {
  declare tokenHash: Buffer;
  declare accountId: Id;
  declare createdAt: Date;
  declare expiresAt: Date;
  declare lastSeen: Date;
}

export class SignInRow extends Row<SignInRow> {
  declare id: Id;
  declare emailLookup: Buffer;
  declare email: Buffer;
  declare linkHash: Buffer;
  declare codeHash: Buffer;
  declare browserHash: Buffer;
  declare attempts: CreationOptional<number>;
  declare createdAt: Date;
  declare expiresAt: Date;
  declare usedAt: CreationOptional<Date | null>;
}

export class ApiTokenRow extends Row<ApiTokenRow> {
  declare id: Id;
  declare accountId: Id;
  declare tokenHash: Buffer;
  declare name: Buffer;
  declare createdAt: CreationOptional<Date>;
  declare revokedAt: CreationOptional<Date | null>;
}

// Made anew for every column: Sequelize writes the column's name into what it is given.
const id = () => ({ type: DataTypes.UUID, primaryKey: true });
const uuid = () => ({ type: DataTypes.UUID, allowNull: false });
const key = () => ({ ...uuid(), primaryKey: true });
const bytes = () => ({ type: DataTypes.BLOB, allowNull: false });
const text = () => ({ type: DataTypes.TEXT, allowNull: false });
const time = () => ({ type: DataTypes.DATE, allowNull: false });
const madeNow = () => ({ ...time(), defaultValue: DataTypes.NOW });
const timeOrNone = () => ({ type: DataTypes.DATE, allowNull: true });
/** Slots stay far below 2⁵³, but Postgres's driver hands a bigint out as text. */
const slot = () => ({
  type: DataTypes.BIGINT,
  allowNull: false,
  get(this: Model): number {
    return Number(this.getDataValue('keySlot'));
  },
});

/** Binds the models to a connection. Sequelize keeps the binding in the classes: one database per process. */
export function bindModels(sequelize: Sequelize): void {
  const table = (tableName: string) => ({ sequelize, tableName, timestamps: false, underscored: true });
  bindPeople(table);
  bindWaysIn(table);
}

type TableOptions = (tableName: string) => InitOptions;

function bindPeople(table: TableOptions): void {
  AccountRow.init({ id: id(), keySlot: slot(), emailLookup: bytes(), profile: bytes() }, table('accounts'));
  OrganisationRow.init(
    { id: id(), keySlot: slot(), name: bytes(), createdAt: madeNow() },
    table('organisations'),
  );
  MembershipRow.init(
    { organisationId: key(), accountId: key(), role: text(), createdAt: madeNow() },
    table('memberships'),
  );
  TeamRow.init({ id: id(), organisationId: uuid(), name: bytes(), createdAt: madeNow() }, table('teams'));
  const observer = { type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false };
  TeamMemberRow.init(
    { teamId: key(), accountId: key(), observer, createdAt: madeNow() },
    table('team_members'),
  );
}

function bindWaysIn(table: TableOptions): void {
  InviteRow.init(
    {
      id: id(),
      organisationId: uuid(),
      teamId: uuid(),
      role: text(),
      tokenHash: bytes(),
      createdBy: uuid(),
      createdAt: time(),
      expiresAt: time(),
      revokedAt: timeOrNone(),
      email: { type: DataTypes.BLOB, allowNull: true },
      emailLookup: { type: DataTypes.BLOB, allowNull: true },
      sentAt: timeOrNone(),
      usedAt: timeOrNone(),
      usedBy: { type: DataTypes.UUID, allowNull: true },
    },
    table('invites'),
  );
  SessionRow.init(
    {
      tokenHash: { ...bytes(), primaryKey: true },
      accountId: uuid(),
      createdAt: time(),
      expiresAt: time(),
      lastSeen: time(),
    },
    table('sessions'),
  );
  SignInRow.init(
    {
      id: id(),
      emailLookup: bytes(),
      email: bytes(),
      linkHash: bytes(),
      codeHash: bytes(),
      browserHash: bytes(),
      attempts: { type: DataTypes.INTEGER, allowNull: false, defaultValue: 0 },
      createdAt: time(),
      expiresAt: time(),
      usedAt: timeOrNone(),
    },
    table('sign_ins'),
  );
  ApiTokenRow.init(
    {
      id: id(),
      accountId: uuid(),
      tokenHash: bytes(),
      name: bytes(),
      createdAt: madeNow(),
      revokedAt: timeOrNone(),
    },
    table('api_tokens'),
  );
}
