import type { BrowserContext, Page } from '@playwright/test';
import { pngOf } from '#test/harness/picture.ts';
import { expect, expectAccessible, mailedCode, makeRetro, makeTeam, signIn, test } from './harness/test.ts';

/** No screen scrolls sideways on the narrowest phone. */
async function expectNarrow(page: Page): Promise<void> {
  const before = page.viewportSize();
  await page.setViewportSize({ width: 320, height: 640 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  if (before) await page.setViewportSize(before);
}

/** The screen in both themes, for axe, and on the narrowest phone. */
async function expectGood(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectAccessible(page);
  }
  await page.emulateMedia({ colorScheme: 'light' });
  await expectNarrow(page);
}

/** The link in the newest mail to an address. */
async function invitedLink(context: BrowserContext, origin: string, email: string): Promise<string> {
  let link: string | undefined;
  await expect
    .poll(async () => {
      const mailbox = (await (await context.request.get(`${origin}/api/mailbox`)).json()) as {
        mails: { to: string; text: string }[];
      };
      const mails = mailbox.mails.filter(({ to, text }) => to === email && text.includes('/invite#'));
      link = /(http\S+\/invite#[\w-]+)/.exec(mails[0]?.text ?? '')?.[1];
      return link;
    })
    .toBeDefined();
  return link ?? '';
}

const row = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name });

async function choose(page: Page, name: string, action: string): Promise<void> {
  await page.getByRole('button', { name: `Actions for ${name}` }).click();
  await page.getByRole('menuitem', { name: action }).click();
}

test('an Administrator invites by mail; who comes becomes an observer, and once removed is out of an open meeting within a second', async ({
  browser,
  server,
}) => {
  const [adaContext, benContext] = [await browser.newContext(), await browser.newContext()];
  await signIn(adaContext, server.origin, 'Ada');
  const { teamId } = await makeTeam(adaContext, server.origin);
  const ada = await adaContext.newPage();
  await ada.goto(`${server.origin}/teams/${teamId}`);

  await ada.getByRole('button', { name: 'Add people' }).click();
  await ada.getByLabel('Email addresses').fill('Ben <ben@invited.example>, not-an-address');
  await ada.getByRole('button', { name: 'Send invite' }).click();
  await expect(ada.getByText('Not an email address: not-an-address')).toBeVisible();
  await ada.getByLabel('Email addresses').fill('Ben <ben@invited.example>\ncleo@invited.example');
  await expectGood(ada);
  await ada.getByRole('button', { name: 'Send 2 invites' }).click();
  await expect(ada.getByText('2 invites are on their way')).toBeVisible();
  await ada.keyboard.press('Escape');
  await expect(row(ada, 'cleo@invited.example')).toBeVisible();
  const cleosLink = await invitedLink(adaContext, server.origin, 'cleo@invited.example');
  await choose(ada, 'cleo@invited.example', 'Revoke');
  await expect(row(ada, 'cleo@invited.example')).toHaveCount(0);

  // Ben follows his link, under another address than the one he was asked at.
  await signIn(benContext, server.origin, 'Ben');
  const ben = await benContext.newPage();
  await ben.goto(cleosLink);
  await expect(ben.getByText('This invite does not work any more.')).toBeVisible();
  await ben.goto(server.origin);
  await ben.goto(await invitedLink(adaContext, server.origin, 'ben@invited.example'));
  await expect(ben.getByRole('heading', { name: 'Join Payments' })).toBeVisible();
  await expectGood(ben);
  await ben.getByRole('button', { name: 'Join the team' }).click();
  await expect(ben.getByRole('heading', { name: 'Payments' })).toBeVisible();

  await ada.reload();
  await expect(row(ada, 'ben@invited.example')).toHaveCount(0);
  await choose(ada, 'Ben', 'Make observer');
  await expect(row(ada, 'Ben').getByText('observer')).toBeVisible();
  await expectGood(ada);

  const meetingId = await makeRetro(adaContext, server.origin, teamId);
  await ben.goto(`${server.origin}/meetings/${meetingId}`);
  await expect(ben.getByRole('heading', { name: 'Sprint 42' })).toBeVisible();
  await choose(ada, 'Ben', 'Remove from team');
  await expectGood(ada);
  await ada.getByRole('button', { name: 'Remove', exact: true }).click();
  // B-08: out within a second.
  await expect(ben.getByRole('heading', { name: 'Sprint 42' })).toHaveCount(0, { timeout: 1_000 });
  await expect(row(ada, 'Ben')).toHaveCount(0);
  await ben.goto(`${server.origin}/teams/${teamId}`);
  await expect(ben.getByText('There is no team here for you')).toBeVisible();
  await expectGood(ben);
});

test('roles are changed on the organisation’s page, which says first that the only Administrator stays one', async ({
  browser,
  server,
}) => {
  const [adaContext, benContext] = [await browser.newContext(), await browser.newContext()];
  await signIn(adaContext, server.origin, 'Ada');
  const { inviteUrl } = await makeTeam(adaContext, server.origin);
  await signIn(benContext, server.origin, 'Ben');
  const ben = await benContext.newPage();
  await ben.goto(inviteUrl);
  await ben.getByRole('button', { name: 'Join the team' }).click();
  const ada = await adaContext.newPage();
  await ada.goto(server.origin);
  await ada.getByRole('button', { name: 'Organisation: Acme' }).click();
  await ada.getByRole('menuitem', { name: 'Teams and people' }).click();
  await expect(ada.getByText('You are the only Administrator.')).toBeVisible();
  await expect(ada.getByRole('button', { name: 'Actions for Ada' })).toHaveCount(0);
  await expect(ada.getByRole('button', { name: 'Leave organisation' })).toHaveCount(0);
  await expectGood(ada);

  await choose(ada, 'Ben', 'Change role');
  await ada.getByRole('radio', { name: 'Administrator' }).check();
  await expectGood(ada);
  await ada.getByRole('button', { name: 'Save' }).last().click();
  await expect(row(ada, 'Ben').getByText('Administrator')).toBeVisible();

  // Now that there are two, the first can go.
  await ada.getByLabel('Organisation', { exact: true }).fill('Acme & Sons');
  await ada.getByRole('button', { name: 'Save' }).click();
  await expect(ada.getByRole('heading', { name: 'Acme & Sons', level: 1 })).toBeVisible();
  await ada.getByRole('button', { name: 'Leave organisation' }).click();
  await ada.getByRole('dialog').getByRole('button', { name: 'Leave organisation' }).click();
  await expect(ada.getByText('You are not in a team yet')).toBeVisible();
  await ben.reload();
  await ben.getByRole('button', { name: 'Organisation: Acme & Sons' }).click();
  await ben.getByRole('menuitem', { name: 'Teams and people' }).click();
  await expect(ben.getByText('You are the only Administrator.')).toBeVisible();
});

test('somebody in two organisations switches between them, and a link to a team chooses its organisation', async ({
  page,
  context,
  server,
}) => {
  await signIn(context, server.origin, 'Ada');
  const { teamId } = await makeTeam(context, server.origin);
  await makeRetro(context, server.origin, teamId);
  await page.goto(server.origin);
  await expect(page.getByRole('heading', { name: 'Happening now' })).toBeVisible();
  await expectGood(page);
  await page.getByRole('button', { name: 'Organisation: Acme' }).click();
  await page.getByRole('menuitem', { name: 'Start another organisation' }).click();
  await page.getByLabel('Organisation', { exact: true }).fill('Bolt');
  await page.getByLabel('Team').fill('Research');
  await expectGood(page);
  await page.getByRole('button', { name: 'Create team' }).click();
  await expect(page.getByRole('heading', { name: 'Research' })).toBeVisible();
  await expectGood(page);

  await page.goto(server.origin);
  await expect(page.getByRole('button', { name: 'Organisation: Bolt' })).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Teams in Bolt' })).toBeVisible();
  // What is open now is shown wherever one looks.
  await expect(page.getByText('Payments, Acme')).toBeVisible();
  await page.getByRole('button', { name: 'Organisation: Bolt' }).click();
  await page.getByRole('menuitem', { name: 'Acme' }).click();
  await expect(page.getByRole('heading', { name: 'Teams in Acme' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Teams in Acme' })).toBeVisible();
  await page.getByRole('button', { name: 'Organisation: Acme' }).click();
  await page.getByRole('menuitem', { name: 'Bolt' }).click();
  await page.goto(`${server.origin}/teams/${teamId}`);
  await expect(page.getByRole('button', { name: 'Organisation: Acme' })).toBeVisible();
  await page.getByRole('link', { name: 'Team settings' }).click();
  await page.getByLabel('Team', { exact: true }).fill('Payments and more');
  await expectGood(page);
  await page.getByRole('button', { name: 'Save' }).first().click();
  await page.getByRole('link', { name: 'Payments and more' }).click();
  await expect(page.getByRole('heading', { name: 'Payments and more' })).toBeVisible();
});

test('preferences follow the person to another browser: theme, motion, mails', async ({
  browser,
  server,
}) => {
  const context = await browser.newContext({ colorScheme: 'light', timezoneId: 'Asia/Kathmandu' });
  const email = await signIn(context, server.origin, 'Ada');
  const page = await context.newPage();
  await page.goto(`${server.origin}/settings`);
  await page.getByRole('group', { name: 'Theme' }).getByRole('radio', { name: 'Dark' }).check();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.getByRole('radio', { name: 'As little as possible' }).check();
  await expect(page.locator('html')).toHaveAttribute('data-motion', 'reduced');
  await expect(page.getByRole('button', { name: 'Save' })).toHaveCSS('transition-duration', '0s');
  await page.getByLabel('Time zone').selectOption('Europe/Lisbon');
  await page.getByRole('checkbox', { name: 'Reminders' }).uncheck();
  await page.getByLabel('Your name').fill('Ada Lovelace');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved').first()).toBeVisible();
  // A picture of any size becomes a small square; what is none is said to be none.
  const file = page.locator('input[type="file"]');
  await file.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: Buffer.from('no picture') });
  await expect(page.getByText("This file can't be read as a picture.")).toBeVisible();
  await file.setInputFiles({ name: 'a.png', mimeType: 'image/png', buffer: pngOf(300, 200) });
  await expect(page.locator('main img')).toHaveJSProperty('naturalWidth', 128);
  await expectGood(page);
  await expect
    .poll(async () => (await context.request.get(`${server.origin}/api/me`)).json() as Promise<unknown>)
    .toMatchObject({
      account: {
        name: 'Ada Lovelace',
        preferences: {
          theme: 'dark',
          motion: 'reduced',
          timeZone: 'Europe/Lisbon',
          emails: { invitations: true, summaries: true, reminders: false },
        },
      },
    });

  const { teamId } = await makeTeam(context, server.origin);
  await page.goto(`${server.origin}/meetings/${await makeRetro(context, server.origin, teamId)}`);
  await expect(page.getByRole('button', { name: /show people/ }).locator('img')).toBeVisible();

  const other = await browser.newContext({ colorScheme: 'light' });
  const there = await other.newPage();
  await there.goto(`${server.origin}/sign-in`);
  await there.getByLabel('Email').fill(email);
  await there.getByRole('button', { name: 'Send me a code' }).click();
  await there.getByLabel('Code').waitFor();
  await there.getByLabel('Code').fill(await mailedCode(other, server.origin, email));
  await there.getByRole('button', { name: 'Sign in' }).click();
  await expect(there.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(there.locator('html')).toHaveAttribute('data-motion', 'reduced');
  await there.goto(`${server.origin}/settings`);
  await expect(there.getByRole('checkbox', { name: 'Reminders' })).not.toBeChecked();
  await expect(there.getByLabel('Time zone')).toHaveValue('Europe/Lisbon');
});

test('a guest whom the facilitator removed is out, and neither reloading nor the link lets them back in', async ({
  browser,
  server,
}) => {
  const [adaContext, gusContext] = [await browser.newContext(), await browser.newContext()];
  await signIn(adaContext, server.origin, 'Ada');
  const { teamId } = await makeTeam(adaContext, server.origin);
  const meetingId = await makeRetro(adaContext, server.origin, teamId, { guests: true });
  const address = `${server.origin}/meetings/${meetingId}`;
  const [ada, gus] = [await adaContext.newPage(), await gusContext.newPage()];
  await ada.goto(address);
  await gus.goto(address);
  await gus.getByLabel('Your name').fill('Gus');
  await gus.getByRole('button', { name: 'Join' }).click();
  await expect(gus.getByRole('heading', { name: 'Sprint 42' })).toBeVisible();
  await ada.getByRole('button', { name: /people here/ }).click();
  await ada.getByRole('button', { name: 'Actions for Gus' }).click();
  await ada.getByRole('menuitem', { name: 'Remove Gus' }).click();
  await ada.getByRole('button', { name: 'Remove' }).click();
  await expect(gus.getByText('The facilitator removed you from this meeting.')).toBeVisible({
    timeout: 1_000,
  });
  await gus.goto(address);
  const name = gus.getByLabel('Your name');
  await name.fill('Gus again');
  await gus.getByRole('button', { name: 'Join' }).click();
  await expect(gus.getByText('The facilitator removed you from this meeting.')).toBeVisible();
  await expect(gus.getByRole('heading', { name: 'Sprint 42' })).toHaveCount(0);
});
