/**
 * `npm run screenshots`: holds a small retrospective on a real server and takes a picture of each screen, on a phone and
 * on a desk, light and dark. The board's picture for the README goes to docs/board.png, the others to test-results/.
 */
import { mkdirSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext, type Page } from '@playwright/test';
import { startServer } from '../e2e/harness/server.ts';
import { acceptInvite, makeRetro, makeTeam, signIn } from '../e2e/harness/people.ts';
import { chromiumLaunch } from '#test/harness/chromium.ts';
import { freshDatabase, startPostgres } from '#test/harness/postgres.ts';

const folder = 'test-results/screens';
const sizes = { phone: { width: 360, height: 740 }, desk: { width: 1280, height: 800 } };
const notes = [
  ['Start', 'Write the rollback steps before we deploy'],
  ['Start', 'Canary for the billing job'],
  ['Start', 'Ten minutes of demo every Friday, whoever has something'],
  ['Stop', 'Merging on Friday afternoon 🙃'],
  ['Stop', 'Two trackers for the same work'],
  ['Continue', 'Short standups. Fifteen minutes was enough every day but one.'],
] as const;

async function shoot(page: Page, name: string): Promise<void> {
  for (const [size, viewport] of Object.entries(sizes)) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.screenshot({ path: `${folder}/${name}-${size}-${colorScheme}.png` });
    }
  }
  await page.setViewportSize(sizes.desk);
  await page.emulateMedia({ colorScheme: 'light' });
  console.log(`  ${name}`);
}

async function write(page: Page, column: string, text: string): Promise<void> {
  const field = page.getByRole('textbox', { name: `Add a note to ${column}` });
  await field.fill(text);
  await field.press('Enter');
}

async function person(browser: Browser, origin: string, name: string): Promise<BrowserContext> {
  const context = await browser.newContext();
  await signIn(context, origin, name);
  return context;
}

async function take(browser: Browser, origin: string): Promise<void> {
  const stranger = await (await browser.newContext()).newPage();
  await stranger.goto(origin);
  await stranger.getByRole('heading').first().waitFor();
  await shoot(stranger, 'welcome');
  await stranger.goto(`${origin}/sign-in`);
  await shoot(stranger, 'sign-in');

  const ada = await person(browser, origin, 'Maya');
  const { teamId, inviteUrl } = await makeTeam(ada, origin);
  const others = [await person(browser, origin, 'Jonas'), await person(browser, origin, 'Sofia')];
  for (const other of others) await acceptInvite(other, origin, inviteUrl);
  const meetingId = await makeRetro(ada, origin, teamId, { guests: true });
  const pages = [];
  for (const context of [ada, ...others]) {
    const page = await context.newPage();
    await page.goto(`${origin}/meetings/${meetingId}`);
    pages.push(page);
  }
  const [lead, second, third] = pages;
  if (!lead || !second || !third) throw new Error('three people were to come');
  await lead.getByRole('heading', { name: '3 here' }).waitFor();
  await shoot(lead, 'lobby');
  await lead.getByRole('button', { name: 'Start writing' }).click();
  for (const [index, [column, text]] of notes.entries())
    await write([lead, second, third][index % 3] ?? lead, column, text);
  await lead.getByText('more from the team', { exact: false }).first().waitFor();
  await shoot(lead, 'write');
  await lead.getByRole('button', { name: 'Next: Group' }).click();
  await lead.getByRole('button', { name: 'Actions for note: Canary for the billing job' }).click();
  await lead.getByRole('menuitem', { name: 'Group with…' }).click();
  await lead
    .getByRole('dialog')
    .getByRole('button', { name: /Write the rollback/ })
    .click();
  await lead.getByRole('textbox', { name: /Title of the group with/ }).fill('Safer deploys');
  await shoot(lead, 'group');
  await lead.getByRole('button', { name: 'Next: Vote' }).click();
  for (const page of pages) {
    await page
      .getByRole('group', { name: 'My votes for: Safer deploys' })
      .getByRole('button', { name: 'Vote 1' })
      .click();
    await page.getByText('4 votes left').waitFor();
  }
  await second.getByRole('button', { name: "I'm done" }).click();
  await shoot(lead, 'vote');
  await lead.screenshot({ path: 'docs/board.png' });
  await lead.getByRole('button', { name: 'Next: Discuss' }).click();
  await lead
    .getByRole('textbox', { name: 'Discussion notes' })
    .first()
    .fill('We agree on a checklist, and on who says no.');
  await lead.getByRole('textbox', { name: 'Action item' }).fill('Write the deploy checklist');
  await lead.getByRole('button', { name: 'Add', exact: true }).click();
  await lead.getByText('Write the deploy checklist').waitFor();
  await shoot(lead, 'discuss');
  await lead.getByRole('button', { name: 'Close retrospective' }).click();
  await lead.getByRole('button', { name: 'Close it' }).click();
  await lead.waitForURL(/summary$/);
  await lead.getByText('Write the deploy checklist').waitFor();
  await shoot(lead, 'summary');
  for (const [name, path] of [
    ['home', '/'],
    ['team', `/teams/${teamId}`],
    ['settings', '/settings'],
  ] as const) {
    await lead.goto(`${origin}${path}`);
    await lead.getByRole('heading').first().waitFor();
    await lead.waitForLoadState('networkidle');
    await shoot(lead, name);
  }
}

mkdirSync(folder, { recursive: true });
const postgres = await startPostgres();
const database = await freshDatabase(postgres.url);
const server = await startServer(database.url);
const browser = await chromium.launch(chromiumLaunch());
try {
  await take(browser, server.origin);
} finally {
  await browser.close();
  await server.stop();
  await database.drop();
  await postgres.stop();
}
