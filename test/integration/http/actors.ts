/** One organisation with everybody in it, for tests of who may do what. */
import { z } from 'zod';
import { as, type Client } from '#test/harness/http-client.ts';
import type { TestHttp } from '#test/harness/http.ts';

export const actors = [
  'stranger',
  'outsider',
  'guest',
  'observer',
  'removed',
  'member',
  'manager',
  'administrator',
] as const;
export type Actor = (typeof actors)[number];

/** What the routes are asked about. */
export interface World {
  readonly clients: Readonly<Record<Actor, Client>>;
  readonly organisationId: string;
  readonly teamId: string;
  readonly meetingId: string;
  /** Drafts of the whole team, a template and a repeat of it; the second ones are there to be deleted. */
  readonly drafts: readonly [string, string];
  readonly templates: readonly [string, string];
  readonly repeats: readonly [string, string];
  /** A closed meeting's action item. */
  readonly actionItemId: string;
  readonly inviteId: string;
  readonly inviteToken: string;
  readonly mailedInviteId: string;
  /** A member whom others change. */
  readonly otherId: string;
  readonly names: readonly string[];
}

const ids = z.object({ id: z.string() });

/** Builds it through the API, as people would. The manager is not in the team. */
export async function buildWorld(http: TestHttp): Promise<World> {
  const names = ['Outsider', 'Observer', 'Removed', 'Member', 'Manager', 'Administrator', 'Other'] as const;
  const people = new Map(
    await Promise.all(names.map(async (name) => [name, await http.person(name)] as const)),
  );
  const person = (name: (typeof names)[number]) => {
    const found = people.get(name);
    if (!found) throw new Error(`nobody is called ${name}`);
    return found;
  };
  const { organisations, teams } = http.identity;
  const administrator = person('Administrator');
  const { id: organisationId, teamId } = await organisations.create('Acme', 'Crew', administrator.id);
  await organisations.create('Elsewhere', 'Others', person('Outsider').id);
  for (const name of ['Observer', 'Removed', 'Member', 'Other', 'Manager'] as const) {
    await organisations.addMember(organisationId, person(name).id, name === 'Manager' ? 'manager' : 'member');
    if (name !== 'Manager') await teams.addMember(teamId, person(name).id, name === 'Observer');
  }
  const client = administrator.client;
  const meeting = await client.post(`/api/teams/${teamId}/meetings`, {
    kind: 'retro',
    title: 'Sprint 7',
    options: { guests: true },
  });
  const { id: meetingId } = as(meeting, ids);
  const guest = http.client();
  as(
    await guest.post(`/api/meetings/${meetingId}/guest`, { name: 'Gast' }),
    z.object({ memberId: z.string() }),
  );
  // Takes part, then goes: what was theirs must be closed to them.
  const visitor = { person: '', via: 'token', guest: null } as const;
  await http.door.admit({ ...visitor, accountId: person('Removed').id }, meetingId);
  await organisations.removeMember(organisationId, person('Removed').id);

  const made = async (what: string, body: unknown) =>
    as(await client.post(`/api/teams/${teamId}/${what}`, body), ids.loose()).id;
  const two = async (what: string, body: unknown): Promise<[string, string]> => [
    await made(what, body),
    await made(what, body),
  ];
  const draft = { kind: 'retro', title: 'Sprint 7' };
  const columns = [{ id: 'one', title: 'One', prompt: '', colour: 1 }];
  const rule = { every: 'week', from: '2096-01-02', time: '10:00', zone: 'Europe/Berlin' };

  const invite = as(await client.post(`/api/teams/${teamId}/invites`, {}), ids.extend({ url: z.string() }));
  const mailed = as(
    await client.post(`/api/teams/${teamId}/invites/email`, { emails: ['asked@example.com'] }),
    z.object({ invites: z.tuple([ids]) }),
  );
  return {
    clients: {
      stranger: http.client(),
      outsider: person('Outsider').client,
      guest,
      observer: person('Observer').client,
      removed: person('Removed').client,
      member: person('Member').client,
      manager: person('Manager').client,
      administrator: client,
    },
    organisationId,
    teamId,
    meetingId,
    drafts: await two('drafts', draft),
    templates: await two('templates', { name: 'Acme', columns }),
    repeats: await two('repeats', { ...draft, rule }),
    actionItemId: await plantActionItem(http, meetingId),
    inviteId: invite.id,
    inviteToken: new URL(invite.url).hash.slice(1),
    mailedInviteId: mailed.invites[0].id,
    otherId: person('Other').id,
    names: ['Acme', 'Crew', 'Sprint 7', 'administrator-', 'member-'],
  };
}

/** An action item as a meeting's command leaves one. */
async function plantActionItem(http: TestHttp, meetingId: string): Promise<string> {
  const id = crypto.randomUUID();
  await http.log.command(meetingId, (tx) =>
    tx.saveActionItems([{ id, text: 'Buy biscuits', ownerId: null, due: null, done: false, removed: false }]),
  );
  return id;
}
