import { z } from 'zod';
import { isAmong, type Audience } from '#shared/meeting/setup.ts';
import type { Id } from '#shared/protocol/index.ts';
import type { DocumentSnapshot, MeetingState } from '../rooms/ports.ts';
import type { KeyStore } from './keys/index.ts';
import { frozenOf } from './log/read.ts';
import { MeetingSeal } from './log/seal.ts';
import { ActionItems } from './meetings/action-items.ts';
import { Choices } from './meetings/choices.ts';
import { Drafts } from './meetings/drafts.ts';
import { LeftOvers } from './meetings/left-over.ts';
import { Participants } from './meetings/participants.ts';
import { Repeats } from './meetings/repeats.ts';
import { draftAudience } from './meetings/stored-setup.ts';
import { Templates } from './meetings/templates.ts';
import type { Pools } from './pool.ts';
import { openJson, openText } from './sealed.ts';
import type { Db } from './transaction.ts';

/** What lists and pages say about a meeting. */
export interface MeetingEntry {
  readonly meetingId: Id;
  readonly organisationId: Id;
  readonly teamId: Id;
  readonly kind: string;
  readonly state: 'draft' | MeetingState;
  readonly title: string;
  readonly guests: boolean;
  readonly createdAt: Date;
  readonly closedAt: Date | null;
  /** Who knows of it while it is a draft; null from its start on: the whole team. */
  readonly draftFor: Audience | null;
}

interface Row {
  id: Id;
  organisation_id: Id;
  team_id: Id;
  kind: string;
  state: 'draft' | MeetingState;
  title: Buffer;
  guests: boolean;
  content_slot: number;
  created_at: Date;
  closed_at: Date | null;
  summary: Buffer | null;
  setup: Buffer | null;
  created_by: Id | null;
}

/** Meetings outside their live documents. */
export class Meetings {
  readonly participants: Participants;
  readonly actionItems: ActionItems;
  readonly leftOver: LeftOvers;
  readonly drafts: Drafts;
  readonly choices: Choices;
  readonly templates: Templates;
  readonly repeats: Repeats;
  readonly #db: Db;
  readonly #keys: KeyStore;

  constructor({ pools, keys }: { readonly pools: Pools; readonly keys: KeyStore }) {
    this.#db = pools.general;
    this.#keys = keys;
    this.participants = new Participants(pools.general, keys);
    this.actionItems = new ActionItems(pools.general, keys);
    this.leftOver = new LeftOvers(pools.general, keys);
    this.drafts = new Drafts(pools, keys);
    this.choices = new Choices(pools, keys);
    this.templates = new Templates(pools, keys);
    this.repeats = new Repeats(pools, keys, this.drafts);
  }

  async meeting(meetingId: Id): Promise<MeetingEntry | null> {
    const row = await this.#row(meetingId);
    return row ? this.#read(row) : null;
  }

  /** What a member of the team may know of, the newest first: of drafts, those that are theirs to prepare. */
  async meetingsOf(teamId: Id, accountId: Id): Promise<MeetingEntry[]> {
    const { rows } = await this.#db.query<Row>(
      'select * from meetings where team_id = $1 order by created_at desc',
      [teamId],
    );
    return rows
      .map((row) => this.#read(row))
      .filter(({ draftFor }) => draftFor === null || isAmong(draftFor, accountId));
  }

  /** The summary as it was stored at close; its kind knows its shape. Null while the meeting is open. */
  async summaryOf(meetingId: Id): Promise<unknown> {
    const row = await this.#row(meetingId);
    if (!row?.summary) return null;
    const seal = this.#sealOf(row);
    return openJson(seal.content, seal.context('summary'), row.summary, z.unknown());
  }

  /** `board` and `table` as they were at close. */
  async frozenDocuments(meetingId: Id): Promise<DocumentSnapshot[]> {
    const row = await this.#row(meetingId);
    return row ? frozenOf(this.#db, this.#sealOf(row)) : [];
  }

  async #row(meetingId: Id): Promise<Row | undefined> {
    const { rows } = await this.#db.query<Row>('select * from meetings where id = $1', [meetingId]);
    return rows[0];
  }

  #read(row: Row): MeetingEntry {
    const seal = this.#sealOf(row);
    return {
      meetingId: row.id,
      organisationId: row.organisation_id,
      teamId: row.team_id,
      kind: row.kind,
      state: row.state,
      title: openText(seal.content, seal.context('title'), row.title),
      guests: row.guests,
      createdAt: row.created_at,
      closedAt: row.closed_at,
      draftFor: draftAudience(seal, row),
    };
  }

  #sealOf({ id, content_slot: contentSlot }: Row): MeetingSeal {
    return new MeetingSeal(this.#keys, { meetingId: id, contentSlot, privateSlot: null });
  }
}
