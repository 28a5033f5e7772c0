import { readFile } from 'node:fs/promises';
import type { BrowserContext, Page } from '@playwright/test';
import {
  acceptInvite,
  closeByScript,
  expect,
  expectAccessible,
  makeRetro,
  makeTeam,
  signIn,
  test,
} from './harness/test.ts';

async function write(page: Page, column: string, text: string): Promise<void> {
  const field = page.getByRole('textbox', { name: `Add a note to ${column}` });
  await field.fill(text);
  await field.press('Enter');
}

async function exported(page: Page, format: string): Promise<{ name: string; text: string }> {
  await page.getByRole('button', { name: 'Export' }).click();
  const waiting = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: format }).click();
  const download = await waiting;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

interface KeptMail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

async function mailTo(context: BrowserContext, origin: string, address: string, subject: string) {
  let found: KeptMail | undefined;
  await expect
    .poll(async () => {
      const answer = await context.request.get(`${origin}/api/mailbox`);
      const { mails } = (await answer.json()) as { mails: KeptMail[] };
      found = mails.find((mail) => mail.to === address && mail.subject === subject);
      return found;
    })
    .toBeDefined();
  return found;
}

const notes = ['Write the rollback steps', '=1+1 is no formula here', 'שלום: a note from right to left'];

test('a closed retrospective leaves one summary: on every screen, on paper, in three formats and by mail', async ({
  browser,
  server,
}) => {
  test.setTimeout(150_000);
  const [adaContext, benContext] = [await browser.newContext(), await browser.newContext()];
  const adaMail = await signIn(adaContext, server.origin, 'Ada');
  const { teamId, inviteUrl } = await makeTeam(adaContext, server.origin);
  const benMail = await signIn(benContext, server.origin, 'Ben');
  await acceptInvite(benContext, server.origin, inviteUrl);
  const meetingId = await makeRetro(adaContext, server.origin, teamId);
  const [ada, ben] = [await adaContext.newPage(), await benContext.newPage()];
  await ada.goto(`${server.origin}/meetings/${meetingId}`);
  await ben.goto(`${server.origin}/meetings/${meetingId}`);
  await ada.getByRole('button', { name: 'Start writing' }).click();
  await write(ada, 'Start', notes[0] ?? '');
  await write(ada, 'Stop', notes[1] ?? '');
  await write(ben, 'Continue', notes[2] ?? '');
  await expect(ben.getByText('Saved', { exact: true }).first()).toBeVisible();
  await ada.getByRole('button', { name: 'Next: Group' }).click();
  await ada.getByRole('button', { name: 'Next: Vote' }).click();
  const dots = ben.getByRole('group', { name: `My votes for: ${notes[0]}` });
  await dots.getByRole('button', { name: 'Vote 1' }).click();
  await expect(ben.getByText('4 votes left')).toBeVisible();
  await ada.getByRole('button', { name: 'Next: Discuss' }).click();
  await ada.getByRole('textbox', { name: 'Discussion notes' }).first().fill('A checklist will do.');
  await ada.getByRole('textbox', { name: 'Action item' }).fill('Write the checklist');
  await ada.getByLabel('Owner').selectOption({ label: 'Ben' });
  await ada.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(ben.getByText('Write the checklist')).toBeVisible();

  await ada.getByRole('button', { name: 'Close retrospective' }).click();
  await expect(ada.getByRole('radio', { name: 'All who took part' })).toBeChecked();
  await expectAccessible(ada);
  await ada.getByRole('button', { name: 'Close it' }).click();
  const words = async (page: Page) => page.getByRole('main').innerText();
  for (const page of [ada, ben]) {
    await expect(page).toHaveURL(/\/summary$/, { timeout: 20_000 });
    await expect(page.getByText('A checklist will do.')).toBeVisible();
  }
  expect(await words(ben)).toBe(await words(ada));
  for (const text of ['Ship calmly', ...notes, 'Write the checklist', '2 people took part'])
    await expect(ada.getByText(text).first()).toBeVisible();
  await ada.getByRole('radio', { name: 'The board as it was' }).check();
  await ben.getByRole('radio', { name: 'The board as it was' }).check();
  expect(await words(ben)).toBe(await words(ada));

  // No screen scrolls sideways at 320 px, and axe finds nothing, in either view and theme.
  await ada.setViewportSize({ width: 320, height: 700 });
  for (const view of ['Outcome', 'The board as it was']) {
    await ada.getByRole('radio', { name: view }).check();
    expect(await ada.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
    for (const colorScheme of ['light', 'dark'] as const) {
      await ada.emulateMedia({ colorScheme });
      await expectAccessible(ada);
    }
  }

  // Every format holds every note, discussion note and action item.
  await ada.setViewportSize({ width: 1280, height: 800 });
  await ada.getByRole('radio', { name: 'Outcome' }).check();
  const everything = [...notes, 'A checklist will do.', 'Write the checklist'];
  const markdown = await exported(ada, 'Markdown');
  expect(markdown.name).toMatch(/^sprint-42-\d{4}-\d\d-\d\d\.md$/);
  for (const text of everything) expect(markdown.text.replaceAll('\\=', '=')).toContain(text);
  const csv = await exported(ada, 'Spreadsheet (CSV)');
  expect(csv.name).toMatch(/\.csv$/);
  for (const text of everything) expect(csv.text).toContain(text);
  expect(csv.text).toContain(`'=1+1`);
  const json = await exported(ada, 'Data (JSON)');
  const { summary } = JSON.parse(json.text) as { summary: unknown };
  const served = await adaContext.request.get(`${server.origin}/api/meetings/${meetingId}/summary`);
  expect({ summary }).toEqual(await served.json());
  for (const text of everything) expect(json.text).toContain(text);

  // On paper: the words, and none of the controls.
  await ada.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await expect(ada.getByRole('button', { name: 'Export' })).toBeHidden();
  await expect(ada.getByRole('radio', { name: 'Outcome' })).toBeHidden();
  await expect(ada.getByText('Write the checklist')).toBeVisible();
  const paper = await ada.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(paper).toBe('rgb(255, 255, 255)');
  await ada.screenshot({ path: 'test-results/screens/summary-print.png', fullPage: true });

  for (const address of [adaMail, benMail]) {
    const mail = await mailTo(adaContext, server.origin, address, 'Summary: Sprint 42');
    expect(mail?.text).toContain('- Write the checklist (Ben)');
    expect(mail?.text).toContain(`1. ${notes[0]} – 1 vote`);
    expect(mail?.text).toContain(`${server.origin}/meetings/${meetingId}/summary`);
  }
});

test('notes that were never shown are offered to their author in the next retrospective', async ({
  browser,
  server,
}) => {
  const context = await browser.newContext();
  await signIn(context, server.origin, 'Ada');
  const { teamId } = await makeTeam(context, server.origin);
  const first = await makeRetro(context, server.origin, teamId, { anonymous: true });
  const page = await context.newPage();
  await page.goto(`${server.origin}/meetings/${first}`);
  await page.getByRole('button', { name: 'Start writing' }).click();
  await write(page, 'Stop', 'Meetings without an owner');
  await write(page, 'Start', 'Something else');
  await expect(page.getByText('Saved', { exact: true }).first()).toBeVisible();
  await closeByScript(context, server.origin, first);

  await page.goto(server.origin);
  await expect(page.getByText('2 notes of yours were never shown.')).toBeVisible();
  await page.getByRole('link', { name: 'Look at them' }).click();
  await expect(page.getByText('Meetings without an owner')).toBeVisible();
  await expectAccessible(page);

  const next = await makeRetro(context, server.origin, teamId);
  await page.goto(`${server.origin}/meetings/${next}`);
  await page.getByRole('button', { name: 'Start writing' }).click();
  await page.getByRole('button', { name: 'Use them again' }).click();
  await expectAccessible(page);
  const row = (text: string) => page.getByRole('listitem').filter({ hasText: text });
  await row('Meetings without an owner').getByRole('button', { name: 'Add to Stop' }).click();
  await expect(page.getByRole('textbox', { name: 'My note: Meetings without an owner' })).toBeVisible();
  await expect(page.getByText('1 note of yours was never shown.')).toBeVisible();
  await row('Something else').getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
  await expect(page.getByText('No note is left over.').first()).toBeVisible();
  await page.reload();
  await expect(page.getByRole('textbox', { name: 'My note: Meetings without an owner' })).toBeVisible();
  await expect(page.getByText('never shown')).toBeHidden();
});
