import type { BrowserContext, Page } from '@playwright/test';
import { acceptInvite, expect, expectAccessible, makeTeam, signIn, test } from './harness/test.ts';
import type { TestServer } from './harness/server.ts';

/** A page that is as wide as the smallest phone scrolls down, and never sideways. */
async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const before = page.viewportSize() ?? { width: 1280, height: 720 };
  await page.setViewportSize({ width: 320, height: 640 });
  const wider = await page.evaluate(() => {
    const scrolls = (element: Element) => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX);
    return [document.documentElement, ...document.querySelectorAll('body *')]
      .filter((element) => element === document.documentElement || scrolls(element))
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
      .map(({ tagName, className }) => `${tagName} ${className}`);
  });
  expect(wider).toEqual([]);
  await page.setViewportSize(before);
}

async function teamPage(context: BrowserContext, server: TestServer, name: string) {
  await signIn(context, server.origin, name);
  const team = await makeTeam(context, server.origin);
  const page = await context.newPage();
  await page.goto(`${server.origin}/teams/${team.teamId}`);
  return { page, ...team };
}

const newRetro = (page: Page) => page.getByRole('button', { name: 'New retrospective' }).first().click();
const start = (page: Page) => page.getByRole('button', { name: 'Start retrospective' }).click();
const dialog = (page: Page) => page.getByRole('dialog');

test('a template is found and chosen by keyboard alone, its columns and hint in sight', async ({
  context,
  server,
}) => {
  const { page } = await teamPage(context, server, 'Gal');
  await newRetro(page);
  await expect(dialog(page).getByText('Start, Stop, Continue')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Change', exact: true }).press('Enter');
  await expect(page.getByRole('radio', { name: 'Start, Stop, Continue' })).toBeFocused();
  await expect(page.getByRole('radio')).toHaveCount(22);
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: "Went well, Didn't go well" })).toBeChecked();
  await page.getByRole('searchbox', { name: 'Search templates' }).focus();
  await page.keyboard.type('anchors');
  await expect(page.getByRole('radio')).toHaveCount(1);
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: 'Sailboat' })).toBeChecked();
  await expect(page.getByText('Begin with the island', { exact: false })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Change', exact: true })).toBeFocused();
  for (const column of ['Wind', 'Anchors', 'Rocks', 'Island'])
    await expect(dialog(page).getByText(column, { exact: true })).toBeVisible();

  // Escape in the gallery goes back to the form, and chooses nothing.
  await page.keyboard.press('Enter');
  await expect(page.getByRole('radio', { name: 'Sailboat' })).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Escape');
  await expect(dialog(page).getByText('Sailboat')).toBeVisible();
});

test("a team that has done it before needs two clicks: last time's choices are the defaults", async ({
  context,
  server,
}) => {
  const { page, teamId } = await teamPage(context, server, 'Twi');
  await newRetro(page);
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await page.getByRole('radio', { name: 'Rose, Bud, Thorn' }).check();
  await page.getByRole('button', { name: 'Use Rose, Bud, Thorn' }).click();
  await page.getByLabel('Anonymous').check();
  await page.getByText('More options').click();
  await expect(page.getByLabel('Hide notes while writing')).toBeChecked();
  await expect(page.getByLabel('Hide notes while writing')).toBeDisabled();
  await expect(page.getByLabel('Show votes while voting')).toBeDisabled();
  await page.getByLabel('Votes per person').fill('7');
  await page.getByLabel('Timer for Write').fill('8');
  await page.getByRole('checkbox', { name: 'Group' }).uncheck();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);

  // What can't be is said at its field, and nothing is started.
  await page.getByLabel('Most on one topic').fill('0');
  await expect(page.getByText('A whole number from 1 to 20.')).toBeVisible();
  await start(page);
  await expect(page.getByLabel('Most on one topic')).toBeFocused();
  await page.getByLabel('Most on one topic').fill('2');
  await start(page);
  await expect(page.getByRole('button', { name: 'Start writing' })).toBeVisible();

  await page.goto(`${server.origin}/teams/${teamId}`);
  await newRetro(page);
  await expect(dialog(page).getByText('Rose, Bud, Thorn')).toBeVisible();
  await expect(page.getByLabel('Anonymous')).toBeChecked();
  await expect(dialog(page).getByText('7 votes, at most 2 on one topic', { exact: false })).toBeVisible();
  await expect(dialog(page).getByText('no grouping', { exact: false })).toBeVisible();
  await start(page);
  await expect(page.getByRole('button', { name: 'Start writing' })).toBeVisible();
  await page.getByRole('button', { name: 'Start writing' }).click();
  await expect(page.getByRole('heading', { name: 'Thorn' })).toBeVisible();
});

test("columns of one's own: ordered, added, removed and saved as the team's template", async ({
  context,
  server,
}) => {
  const { page, teamId } = await teamPage(context, server, 'Col');
  await newRetro(page);
  await page.getByRole('button', { name: 'Edit columns' }).click();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Move up: Column 3: Continue' }).press('Enter');
  await page.getByRole('button', { name: 'Move up: Column 2: Continue' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Move down: Column 1: Continue' })).toBeFocused();
  await page.getByRole('button', { name: 'Remove: Column 3: Stop' }).click();
  await page.getByRole('button', { name: 'Add column' }).click();
  await expect(page.getByRole('textbox', { name: 'Column title' }).last()).toBeFocused();
  await page.getByRole('button', { name: 'Use these columns' }).click();
  await expect(page.getByText('Give this column a title.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Column title' }).last().fill('Kudos');
  await page.getByRole('textbox', { name: 'Prompt' }).last().fill('Who deserves a thank-you?');
  await page.getByRole('group', { name: 'Column 3: Kudos' }).getByRole('radio', { name: 'Purple' }).check();
  await page.getByRole('button', { name: 'Save as a template' }).click();
  await page.getByLabel('Name of the template').fill('Friday round');
  await page.getByRole('button', { name: 'Save template' }).click();
  await expect(page.getByText('“Friday round” is now one of your team')).toBeVisible();
  await page.getByRole('button', { name: 'Use these columns' }).click();
  await start(page);
  await page.getByRole('button', { name: 'Start writing' }).click();
  await expect(page.getByRole('heading', { level: 2 })).toHaveText(['Continue', 'Start', 'Kudos']);

  // The team's own come first, and are looked after in its settings.
  await page.goto(`${server.origin}/teams/${teamId}`);
  await newRetro(page);
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  await expect(page.getByRole('radio').first()).toHaveAccessibleName('Friday round');
  await page.goto(`${server.origin}/teams/${teamId}/settings`);
  await page.getByRole('button', { name: 'Actions for template: Friday round' }).click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await page.getByLabel('Name of the template').fill('Monday round');
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Save template' }).click();
  await page.getByRole('button', { name: 'Actions for template: Monday round' }).click();
  await page.getByRole('menuitem', { name: 'Delete template' }).click();
  await page.getByRole('button', { name: 'Delete template' }).click();
  await expect(page.getByText('None yet.', { exact: false })).toBeVisible();
});

test('two people prepare a draft at once; the second starts it, and nobody loses a word', async ({
  browser,
  context,
  server,
}) => {
  const { page: ada, inviteUrl } = await teamPage(context, server, 'Ada');
  const benContext = await browser.newContext();
  await signIn(benContext, server.origin, 'Ben');
  await acceptInvite(benContext, server.origin, inviteUrl);
  await newRetro(ada);
  await ada.getByLabel('Title').fill('Looking back on the release');
  await ada.getByRole('button', { name: 'Save as draft' }).click();
  await expect(ada.getByText('A draft. Everybody', { exact: false })).toBeVisible();
  await expectAccessible(ada);
  await expectNoSidewaysScroll(ada);

  // Ben finds it on the team's page.
  const ben = await benContext.newPage();
  await ben.goto(server.origin);
  await ben.getByRole('link', { name: 'Payments' }).first().click();
  await ben.getByRole('link', { name: 'Looking back on the release' }).click();
  await expect(ben.getByLabel('Title')).toHaveValue('Looking back on the release');

  // Different things are brought together; the same thing is offered back.
  await ada.getByLabel('Goal').fill('Calmer releases');
  await ben.getByText('More options').click();
  await ben.getByLabel('Votes per person').fill('6');
  for (const page of [ada, ben]) await expect(page.getByText('Saved', { exact: true })).toBeVisible();
  await expect(ben.getByLabel('Goal')).toHaveValue('Calmer releases', { timeout: 15_000 });
  await expect(ada.getByText('6 votes, at most 3', { exact: false })).toBeVisible({ timeout: 15_000 });

  await ada.route('**/api/meetings/*/setup', (route) => route.abort());
  await ada.getByLabel('Title').fill('Release 7, by Ada');
  await expect(ada.getByText('Not saved yet', { exact: false })).toBeVisible();
  await ben.getByLabel('Title').fill('Release 7, by Ben');
  await expect(ben.getByText('Saved', { exact: true })).toBeVisible();
  await ada.unroute('**/api/meetings/*/setup');
  await expect(ada.getByLabel('Title')).toHaveValue('Release 7, by Ben', { timeout: 15_000 });
  await expect(ada.getByText('yours is kept here', { exact: false })).toBeVisible();
  await expectAccessible(ada);
  await ada.getByRole('button', { name: 'Put mine back' }).click();
  await expect(ben.getByLabel('Title')).toHaveValue('Release 7, by Ada', { timeout: 15_000 });

  await start(ben);
  await expect(ben.getByRole('button', { name: 'Start writing' })).toBeVisible();
  // Ada's page becomes the board by itself.
  await expect(ada.getByText('Everybody has 6 votes', { exact: false })).toBeVisible({ timeout: 15_000 });
  await benContext.close();
});

test("a retrospective repeats: the next dates are shown, the team's page lists it and ends it", async ({
  context,
  server,
}) => {
  const { page } = await teamPage(context, server, 'Rep');
  await newRetro(page);
  await page.getByRole('button', { name: 'Repeat…' }).click();
  await expect(page.getByRole('textbox', { name: 'Title' })).toHaveValue('Retrospective');
  await page.getByRole('textbox', { name: 'Title' }).fill('Fortnightly');
  await page.getByLabel('How often').selectOption('Every 3 weeks');
  await page.getByLabel('First on').fill('2020-01-06');
  await expect(page.getByText('This day has passed.', { exact: false })).toBeVisible();
  await page.getByLabel('First on').fill('2096-01-06');
  await expect(page.getByText('Every 3 weeks, on Friday')).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Repeat from then on' }).click();
  await expect(page.getByRole('heading', { name: 'It repeats from now on' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('Fortnightly', { exact: true }).first()).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'End Fortnightly' }).click();
  await page.getByRole('button', { name: 'End it' }).click();
  await expect(page.getByText('Fortnightly', { exact: true }).first()).toBeHidden();
});

test("a team has its own defaults, each with a way back to the product's", async ({ context, server }) => {
  const { page, teamId } = await teamPage(context, server, 'Def');
  await page.goto(`${server.origin}/teams/${teamId}/settings`);
  await page.getByLabel('Votes per person').fill('9');
  await page.getByLabel('Guests').check();
  await expect(page.getByRole('button', { name: 'Reset Guests' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Reset Votes per person' })).toBeVisible();
  await expectAccessible(page);
  await expectNoSidewaysScroll(page);
  await page.getByRole('button', { name: 'Reset Guests' }).click();
  await expect(page.getByLabel('Guests')).not.toBeChecked();
  await expect(page.getByRole('button', { name: 'Reset Guests' })).toBeHidden();
  await page.goto(`${server.origin}/teams/${teamId}`);
  await newRetro(page);
  await expect(dialog(page).getByText('9 votes', { exact: false })).toBeVisible();
});
