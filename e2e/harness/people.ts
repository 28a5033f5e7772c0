/** People who come in through the API, as the screens would. */
import { expect, type BrowserContext } from '@playwright/test';
import { TestPerson } from '#test/harness/meeting.ts';

/** Signs a context in by email and code, as the sign-in page would, and gives the person a name. */
export async function signIn(context: BrowserContext, origin: string, name: string): Promise<string> {
  const email = `${name.toLowerCase()}-${crypto.randomUUID().slice(0, 8)}@example.org`;
  const headers = { origin };
  const send = async (path: string, data: object, method = 'post') => {
    const response = await context.request.fetch(`${origin}${path}`, { method, data, headers });
    expect(response.ok(), `${path}: ${await response.text()}`).toBe(true);
    return response;
  };
  await send('/api/sign-in', { email });
  await send('/api/sign-in/code', { code: await mailedCode(context, origin, email) });
  await send('/api/me', { name }, 'patch');
  return email;
}

/** The code in the newest mail to an address; mails leave a moment after they were asked for. */
export async function mailedCode(context: BrowserContext, origin: string, email: string): Promise<string> {
  let code: string | undefined;
  await expect
    .poll(async () => {
      const mailbox = (await (await context.request.get(`${origin}/api/mailbox`)).json()) as {
        mails: { to: string; text: string }[];
      };
      code = /asked for it: (\d{6})/.exec(mailbox.mails.find(({ to }) => to === email)?.text ?? '')?.[1];
      return code;
    })
    .toBeDefined();
  return code ?? '';
}

/** Makes an organisation with a team for a signed-in context. */
export async function makeTeam(
  context: BrowserContext,
  origin: string,
): Promise<{ teamId: string; inviteUrl: string }> {
  const headers = { origin };
  const made = await context.request.post(`${origin}/api/organisations`, {
    data: { name: 'Acme', teamName: 'Payments' },
    headers,
  });
  const { teamId } = (await made.json()) as { teamId: string };
  const invited = await context.request.post(`${origin}/api/teams/${teamId}/invites`, { data: {}, headers });
  const { url } = (await invited.json()) as { url: string };
  return { teamId, inviteUrl: url };
}

export async function acceptInvite(
  context: BrowserContext,
  origin: string,
  inviteUrl: string,
): Promise<void> {
  const token = new URL(inviteUrl).hash.slice(1);
  const answer = await context.request.post(`${origin}/api/invites/accept`, {
    data: { token },
    headers: { origin },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
}

export async function makeRetro(
  context: BrowserContext,
  origin: string,
  teamId: string,
  options: object = {},
): Promise<string> {
  const made = await context.request.post(`${origin}/api/teams/${teamId}/meetings`, {
    data: { kind: 'retro', title: 'Sprint 42', goal: 'Ship calmly', options },
    headers: { origin },
  });
  expect(made.ok(), await made.text()).toBe(true);
  return ((await made.json()) as { id: string }).id;
}

/** Makes a member of a team an observer, found by name. */
export async function setObserver(
  context: BrowserContext,
  origin: string,
  teamId: string,
  name: string,
): Promise<void> {
  const { members } = (await (await context.request.get(`${origin}/api/teams/${teamId}`)).json()) as {
    members: { id: string; name: string }[];
  };
  const member = members.find((one) => one.name === name);
  const answer = await context.request.patch(`${origin}/api/teams/${teamId}/members/${member?.id}`, {
    data: { observer: true },
    headers: { origin },
  });
  expect(answer.ok(), await answer.text()).toBe(true);
}

/** Closes a meeting as its facilitator would from a script, in whatever step it is. */
export async function closeByScript(
  context: BrowserContext,
  origin: string,
  meetingId: string,
): Promise<void> {
  const made = await context.request.post(`${origin}/api/tokens`, {
    data: { name: 'close' },
    headers: { origin },
  });
  const { token } = (await made.json()) as { token: string };
  const facilitator = new TestPerson(origin, token, meetingId);
  await facilitator.join();
  await facilitator.command('meeting.close', {});
  facilitator.leave();
}
