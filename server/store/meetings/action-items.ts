import { Refusal, type Id } from '#shared/protocol/index.ts';
import type { KeyStore } from '../keys/index.ts';
import { actionContext } from '../log/command.ts';
import { MeetingSeal } from '../log/seal.ts';
import { openText, sealText } from '../sealed.ts';
import type { Db } from '../transaction.ts';

/** An action item as lists show it, during the meeting and after. */
export interface ActionItem {
  readonly id: Id;
  readonly meetingId: Id;
  readonly teamId: Id;
  readonly text: string;
  readonly owner: { readonly memberId: Id; readonly accountId: Id | null; readonly name: string } | null;
  readonly due: string | null;
  readonly done: boolean;
}

interface Row {
  id: Id;
  meeting_id: Id;
  team_id: Id;
  content: Buffer;
  due: string | null;
  done: boolean;
  content_slot: number;
  owner_id: Id | null;
  account_id: Id | null;
  owner_name: Buffer | null;
}

const query = `
  select a.id, a.meeting_id, a.team_id, a.content, to_char(a.due, 'YYYY-MM-DD') as due, a.done, m.content_slot,
    a.owner_id, p.account_id, p.name as owner_name
  from action_items a
  join meetings m on m.id = a.meeting_id
  left join participants p on p.id = a.owner_id`;

/** The team's action items, outside the live documents. */
export class ActionItems {
  readonly #db: Db;
  readonly #keys: KeyStore;

  constructor(db: Db, keys: KeyStore) {
    this.#db = db;
    this.#keys = keys;
  }

  /** Open ones first, then in the order they were made. */
  async actionItems(teamId: Id): Promise<ActionItem[]> {
    const { rows } = await this.#db.query<Row>(
      `${query} where a.team_id = $1 and a.carried_to is null order by a.done, a.position`,
      [teamId],
    );
    return rows.map((row) => this.#read(row));
  }

  async actionItem(id: Id): Promise<ActionItem | null> {
    const { rows } = await this.#db.query<Row>(`${query} where a.id = $1`, [id]);
    const [row] = rows;
    return row ? this.#read(row) : null;
  }

  /** Changes what is given. While its meeting is open the item is the meeting's: change it there. */
  async updateActionItem(
    id: Id,
    change: {
      readonly text?: string | undefined;
      readonly due?: string | null | undefined;
      readonly done?: boolean | undefined;
    },
  ): Promise<ActionItem> {
    const { rows } = await this.#db.query<Row & { state: string }>(
      `select x.*, m.state from (${query}) x join meetings m on m.id = x.meeting_id where x.id = $1`,
      [id],
    );
    const [row] = rows;
    if (!row) throw new Refusal('not-found');
    if (row.state === 'open') throw new Refusal('not-allowed', 'its meeting is open');
    const before = this.#read(row);
    const after = {
      ...before,
      ...(change.text === undefined ? {} : { text: change.text }),
      ...(change.due === undefined ? {} : { due: change.due }),
      ...(change.done === undefined ? {} : { done: change.done }),
    };
    const seal = this.#sealOf(row);
    await this.#db.query('update action_items set content = $2, due = $3, done = $4 where id = $1', [
      id,
      sealText(seal.content, seal.context(actionContext(id)), after.text),
      after.due,
      after.done,
    ]);
    return after;
  }

  #read(row: Row): ActionItem {
    const seal = this.#sealOf(row);
    const { owner_id: memberId, account_id: accountId, owner_name: name } = row;
    return {
      id: row.id,
      meetingId: row.meeting_id,
      teamId: row.team_id,
      text: openText(seal.content, seal.context(actionContext(row.id)), row.content),
      owner:
        memberId && name
          ? {
              memberId,
              accountId,
              name: openText(seal.content, seal.context(`participant/${memberId}`), name),
            }
          : null,
      due: row.due,
      done: row.done,
    };
  }

  #sealOf({ meeting_id: meetingId, content_slot: contentSlot }: Row): MeetingSeal {
    return new MeetingSeal(this.#keys, { meetingId, contentSlot, privateSlot: null });
  }
}
