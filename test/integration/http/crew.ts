/** A team on the HTTP side, and a look at what setting up meetings leaves behind. */
import * as Y from 'yjs';
import { z } from 'zod';
import { OutboxRows } from '#server/store/outbox/rows.ts';
import { as, type Client } from '#test/harness/http-client.ts';
import { openTestHttp, type TestHttp } from '#test/harness/http.ts';

export interface Somebody {
  readonly id: string;
  readonly client: Client;
}

export interface Crew {
  readonly http: TestHttp;
  readonly organisationId: string;
  readonly teamId: string;
  /** The administrator, in the team. */
  readonly ann: Somebody;
  readonly bo: Somebody;
  readonly cleo: Somebody;
  /** An observer in the team. */
  readonly olga: Somebody;
  /** A member of the organisation, in no team. */
  readonly stranger: Somebody;
  /** Invitations and summaries that wait to be sent, as `mail/account`; they are gone then. */
  mails(meetingId: string): Promise<string[]>;
  /** A root of a meeting's board. */
  board(meetingId: string, root: string): Promise<Record<string, unknown>>;
}

const made = z.object({ id: z.string(), url: z.string() });

/** The id of what was made. */
export const idOf = (answer: Parameters<typeof as>[0]) => as(answer, made).id;

/** Opens a server and a team of four. */
export async function openCrew(): Promise<Crew> {
  const http = await openTestHttp();
  const [ann, bo, cleo, olga, stranger] = await Promise.all([
    http.person('Ann'),
    http.person('Bo'),
    http.person('Cleo'),
    http.person('Olga'),
    http.person('Stranger'),
  ]);
  const { organisations, teams } = http.identity;
  const { id: organisationId, teamId } = await organisations.create('Acme', 'Crew', ann.id);
  for (const { id } of [bo, cleo, olga, stranger])
    await organisations.addMember(organisationId, id, 'member');
  for (const { id } of [bo, cleo, olga]) await teams.addMember(teamId, id, id === olga.id);
  return {
    http,
    organisationId,
    teamId,
    ann,
    bo,
    cleo,
    olga,
    stranger,
    async mails(meetingId) {
      const rows = new OutboxRows(http.pools.general, http.keys);
      const waiting = await rows.take(1_000);
      const mine = waiting.filter((mail) => mail.meetingId === meetingId);
      for (const { id } of waiting) await rows.done(id);
      return mine.map(({ mail, to }) => `${mail}/${to}`).toSorted();
    },
    async board(meetingId, root) {
      const loaded = await http.log.load(meetingId);
      const doc = new Y.Doc();
      const board = loaded?.documents.find(({ document }) => document === 'board');
      for (const update of board?.updates ?? []) Y.applyUpdate(doc, update);
      return doc.getMap(root).toJSON();
    },
  };
}
