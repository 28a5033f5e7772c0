/** What a meeting is polite enough to say, to ask or to leave alone. */
import { acceptInvite, closeByScript, expect, makeRetro, makeTeam, signIn, test } from './harness/test.ts';

test('an anonymous retrospective says where one types what carries a name and what does not', async ({
  page,
  server,
}) => {
  const go = (step: string, dress = '&anonymous') =>
    page.goto(`${server.origin}/dev/ui?step=${step}${dress}`);
  const covered = page.getByText('Nobody will see who wrote a note, voted for what or felt how');
  await go('lobby');
  await expect(page.getByText('Notes, votes and moods are anonymous.', { exact: false })).toBeVisible();
  await expect(page.getByText('without names, once three did', { exact: false })).toBeVisible();
  for (const step of ['write', 'group']) {
    await go(step);
    await expect(covered).toContainText(
      'Group titles, discussion notes, comments, reactions and action items do carry names.',
    );
  }
  await go('discuss');
  await expect(page.getByText('It is not anonymous: the others see who types.').first()).toBeVisible();
  await expect(page.getByText('Action items and discussion notes show names').first()).toBeVisible();
  await page
    .getByRole('button', { name: /^Comment on:/ })
    .first()
    .click();
  await expect(page.getByRole('textbox', { name: /^Comment on:/ })).toHaveAccessibleDescription(
    /carries your name/,
  );

  // Where names are on everything anyway, nothing of it is said.
  await go('write', '');
  await expect(page.getByRole('textbox', { name: 'Add a note to Start' })).toBeVisible();
  await expect(covered).toHaveCount(0);
});

test('no timer makes a sound until one asks for it on this device', async ({ page, server }) => {
  await page.addInitScript(() => {
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (when) {
      const { dataset } = document.documentElement;
      dataset.tones = String(Number(dataset.tones ?? 0) + 1);
      start.call(this, when);
    };
  });
  await page.clock.install();
  const tones = () => page.locator('html').getAttribute('data-tones');
  const runOut = async () => {
    await page.goto(`${server.origin}/dev/ui?step=write`);
    await expect(page.getByRole('timer')).toContainText('04:');
    await page.clock.fastForward('05:00');
    await expect(page.getByText('Time is up').first()).toBeVisible();
  };
  await runOut();
  expect(await tones()).toBeNull();

  await page.getByRole('button', { name: 'Timer' }).click();
  await page.getByRole('menuitem', { name: 'Ring a sound on this device' }).click();
  // So that one knows what it will be.
  await expect.poll(tones).toBe('2');
  await runOut();
  await expect.poll(tones).toBe('2');
});

test('the link is copied in the lobby; once a retrospective that was open for days is over, it leads to the summary', async ({
  browser,
  server,
}) => {
  const adaContext = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const benContext = await browser.newContext();
  await signIn(adaContext, server.origin, 'Ada');
  const { teamId, inviteUrl } = await makeTeam(adaContext, server.origin);
  await signIn(benContext, server.origin, 'Ben');
  await acceptInvite(benContext, server.origin, inviteUrl);
  const meetingId = await makeRetro(adaContext, server.origin, teamId, { openDays: 3 });
  const [ada, ben] = [await adaContext.newPage(), await benContext.newPage()];
  await ada.goto(`${server.origin}/meetings/${meetingId}`);
  await expect(ada.getByText(/it closes by itself/)).toBeVisible();
  await ada.getByRole('button', { name: 'Copy meeting link' }).click();
  await expect(ada.getByRole('button', { name: 'Copied' })).toBeVisible();
  const link = await ada.evaluate(() => navigator.clipboard.readText());
  expect(link).toBe(`${server.origin}/meetings/${meetingId}`);

  await ben.goto(link);
  await ada.getByRole('button', { name: 'Start writing' }).click();
  const field = ben.getByRole('textbox', { name: 'Add a note to Start' });
  await field.fill('On the first evening');
  await field.press('Enter');
  await expect(ben.getByText('Saved', { exact: true }).first()).toBeAttached();
  await closeByScript(adaContext, server.origin, meetingId);
  for (const page of [ada, ben]) {
    await expect(page).toHaveURL(/\/summary$/, { timeout: 20_000 });
    await expect(page.getByText('On the first evening').first()).toBeVisible();
  }
  // Who comes days later by the same link.
  const late = await benContext.newPage();
  await late.goto(link);
  await expect(late).toHaveURL(/\/summary$/);
  await expect(late.getByText('On the first evening').first()).toBeVisible();
});
