import { chromium, type Locator, type Page } from '@playwright/test';
import { chromiumLaunch } from '#test/harness/chromium.ts';
import { layCable } from './harness/cable.ts';
import {
  acceptInvite,
  expect,
  expectAccessible,
  mailedCode,
  makeRetro,
  makeTeam,
  signIn,
  test,
} from './harness/test.ts';

const field = (page: Page, column: string): Locator =>
  page.getByRole('textbox', { name: `Add a note to ${column}` });

const mine = (page: Page, text: string): Locator => page.getByRole('textbox', { name: `My note: ${text}` });

async function write(page: Page, column: string, text: string): Promise<void> {
  await field(page, column).fill(text);
  await field(page, column).press('Enter');
}

async function saved(page: Page): Promise<void> {
  await expect(page.getByText('Saved', { exact: true }).first()).toBeVisible();
}

test('a newcomer signs in by mail, makes a team and is on a live board', async ({ page, server }) => {
  await page.goto(server.origin);
  await page.getByRole('link', { name: 'Sign in' }).first().click();
  await page.getByLabel('Email').fill('newcomer@example.org');
  await page.getByRole('button', { name: 'Send me a code' }).click();
  await expect(page.getByRole('heading', { name: 'Check your email' })).toBeVisible();
  await page.getByLabel('Code').fill(await mailedCode(page.context(), server.origin, 'newcomer@example.org'));
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Your name').fill('Nora');
  await page.getByLabel('Organisation').fill('Acme');
  await page.getByLabel('Team').fill('Payments');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Create team' }).click();
  await page.getByRole('button', { name: 'New retrospective' }).first().click();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Start retrospective' }).click();
  await page.getByRole('button', { name: 'Start writing' }).click();
  await write(page, 'Start', 'A first note');
  await saved(page);
  await expectAccessible(page);
});

test('three people hold a whole retrospective: one goes offline in the middle, one reloads, one is a guest on a phone', async ({
  browser,
  server,
}) => {
  test.setTimeout(150_000);
  const cable = await layCable(server.port);
  const elsewhere = await chromium.launch({
    ...chromiumLaunch(),
    args: [
      ...(chromiumLaunch().args ?? []),
      `--host-resolver-rules=MAP localhost:${server.port} 127.0.0.1:${cable.port}`,
    ],
  });
  const [adaContext, benContext, gusContext] = [
    await browser.newContext(),
    await elsewhere.newContext(),
    await browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }),
  ];
  await signIn(adaContext, server.origin, 'Ada');
  const { teamId, inviteUrl } = await makeTeam(adaContext, server.origin);
  await signIn(benContext, server.origin, 'Ben');
  await acceptInvite(benContext, server.origin, inviteUrl);
  const meetingId = await makeRetro(adaContext, server.origin, teamId, { guests: true });
  const address = `${server.origin}/meetings/${meetingId}`;

  const [ada, ben, gus] = [
    await adaContext.newPage(),
    await benContext.newPage(),
    await gusContext.newPage(),
  ];
  await ada.goto(address);
  await ben.goto(address);
  await gus.goto(address);
  await gus.getByLabel('Your name').fill('Gus');
  await gus.getByRole('button', { name: 'Join' }).click();

  await expect(ada.getByRole('heading', { name: '3 here' })).toBeVisible();
  await expectAccessible(ada);
  await ada.getByRole('button', { name: 'Start writing' }).click();

  // Write: everybody's notes are hidden from the others.
  await write(ada, 'Start', 'Write the rollback steps before we deploy');
  await write(ada, 'Stop', 'Merging on Friday afternoon');
  await write(gus, 'Continue', 'Short standups');
  await write(ben, 'Start', 'Canary for the billing job');
  await saved(ben);
  await expect(ada.getByText('1 more from the team, hidden', { exact: false }).first()).toBeVisible();
  for (const page of [ada, gus]) expect(await page.content()).not.toContain('Canary for the billing job');
  await expectAccessible(ada);
  await expectAccessible(gus);

  // Ben's network goes. He goes on, and even reloads the page.
  cable.cut();
  await expect(ben.getByText('Offline: kept on this device').first()).toBeVisible({ timeout: 30_000 });
  await write(ben, 'Stop', 'Two trackers for the same work');
  await field(ben, 'Continue').fill('Half a thought, typed offli');
  await expect(mine(ben, 'Two trackers for the same work')).toBeVisible();
  await ben.reload();
  await expect(mine(ben, 'Two trackers for the same work')).toBeVisible({ timeout: 20_000 });
  await expect(mine(ben, 'Half a thought, typed offli')).toBeVisible();
  cable.mend();
  await saved(ben);

  await gus.getByRole('button', { name: "I'm done" }).click();
  await ada.getByRole('button', { name: 'Next: Group' }).click();
  for (const page of [ada, ben, gus]) {
    for (const text of [
      'Canary for the billing job',
      'Two trackers for the same work',
      'Half a thought, typed offli',
      'Short standups',
    ]) {
      await expect(page.getByText(text).first()).toBeVisible();
    }
  }
  await expectAccessible(ada);

  // Group: Ada by the menu; then she reloads and finds it all.
  await ada.getByRole('button', { name: 'Actions for note: Canary for the billing job' }).click();
  await ada.getByRole('menuitem', { name: 'Group with…' }).click();
  await expectAccessible(ada);
  await ada
    .getByRole('dialog')
    .getByRole('button', { name: /Write the rollback steps/ })
    .click();
  const title = ben.getByRole('textbox', { name: /Title of the group with/ });
  await title.fill('Safer deploys');
  await ada.reload();
  await expect(ada.getByRole('textbox', { name: /Title of the group with/ })).toHaveValue('Safer deploys');
  await expect(gus.getByRole('textbox', { name: /Title of the group with/ })).toHaveValue('Safer deploys');

  // Vote.
  await ada.getByRole('button', { name: 'Next: Vote' }).click();
  for (const page of [ada, ben]) {
    const dots = page.getByRole('group', { name: 'My votes for: Safer deploys' });
    await dots.getByRole('button', { name: 'Vote 1' }).click();
    await expect(page.getByText('4 votes left')).toBeVisible();
  }
  await gus
    .getByRole('group', { name: /My votes for: Short standups/ })
    .getByRole('button', { name: 'Vote 1' })
    .tap();
  await expectAccessible(ada);

  // One step back and forth: nothing is lost.
  await ada.getByRole('button', { name: 'Meeting menu' }).click();
  await ada.getByRole('menuitem', { name: 'Back to Group' }).click();
  await expect(gus.getByRole('textbox', { name: /Title of the group with/ })).toHaveValue('Safer deploys');
  await ada.getByRole('button', { name: 'Next: Vote' }).click();
  await expect(ben.getByText('4 votes left')).toBeVisible();

  // Discuss: the topic with most votes first.
  await ada.getByRole('button', { name: 'Next: Discuss' }).click();
  await expect(ben.getByRole('heading', { name: 'Safer deploys' })).toBeVisible();
  await ada.getByRole('textbox', { name: 'Discussion notes' }).first().fill('We agree on a checklist.');
  await expect(ben.getByRole('textbox', { name: 'Discussion notes' }).first()).toHaveValue(
    'We agree on a checklist.',
  );
  await ben.getByRole('textbox', { name: 'Action item' }).fill('Write the checklist');
  await ben.getByLabel('Owner').selectOption({ label: 'Ben' });
  await ben.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(ada.getByText('Write the checklist')).toBeVisible();
  await expectAccessible(ada);
  await expectAccessible(gus);

  // Close: everybody sees one summary.
  await ada.getByRole('button', { name: 'Close retrospective' }).click();
  await ada.getByRole('button', { name: 'Close it' }).click();
  for (const page of [ada, ben, gus]) {
    await expect(page).toHaveURL(/\/summary$/, { timeout: 20_000 });
    await expect(page.getByText('Write the checklist')).toBeVisible();
    await expect(page.getByText('Safer deploys').first()).toBeVisible();
  }
  const summaries = await Promise.all([ada, ben, gus].map((page) => page.getByRole('main').innerText()));
  expect(summaries[1]).toBe(summaries[0]);
  await expectAccessible(ada);
  // And the outcome is what they find at home.
  await ben.goto(server.origin);
  await expect(ben.getByText('Write the checklist')).toBeVisible();
  await expectAccessible(ben);
  await elsewhere.close();
  await cable.close();
});

test('whoever has nothing to do with a meeting learns nothing of it', async ({ page, browser, server }) => {
  const owner = await browser.newContext();
  await signIn(owner, server.origin, 'Olga');
  const { teamId } = await makeTeam(owner, server.origin);
  const meetingId = await makeRetro(owner, server.origin, teamId);
  await page.goto(`${server.origin}/meetings/${meetingId}`);
  await expect(page.getByRole('heading', { name: /Sign in/ }).first()).toBeVisible();
  await signIn(page.context(), server.origin, 'Eve');
  await page.goto(`${server.origin}/meetings/${meetingId}`);
  await expect(page.getByText('There is no meeting here for you')).toBeVisible();
  expect(await page.content()).not.toContain('Sprint 42');
  await expectAccessible(page);
  await page.goto(`${server.origin}/no/such/page`);
  await expect(page.getByText('There is no page here')).toBeVisible();
});
