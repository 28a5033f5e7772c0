import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from '@playwright/test';
import { acceptInvite, expect, expectAccessible, makeRetro, makeTeam, signIn, test } from './harness/test.ts';
import type { TestServer } from './harness/server.ts';

const field = (page: Page, column: string): Locator =>
  page.getByRole('textbox', { name: `Add a note to ${column}` });
const mine = (page: Page, text: string): Locator => page.getByRole('textbox', { name: `My note: ${text}` });
const column = (page: Page, name: string): Locator => page.getByRole('region', { name });
const card = (page: Page, text: string): Locator => page.locator('[data-card]').filter({ hasText: text });
const ownCard = (page: Page, text: string): Locator =>
  page.locator('[data-card]').filter({ has: mine(page, text) });
const title = (page: Page): Locator => page.getByRole('textbox', { name: /Title of the group with/ });

async function write(page: Page, columnName: string, text: string): Promise<void> {
  await field(page, columnName).fill(text);
  await field(page, columnName).press('Enter');
}

async function saved(page: Page): Promise<void> {
  await expect(page.getByText('Saved', { exact: true }).first()).toBeAttached();
}

/** Pastes as a clipboard would hand it over. */
async function paste(into: Locator, text: string, html = ''): Promise<void> {
  await into.focus();
  await into.evaluate(
    (element, held) => {
      const data = new DataTransfer();
      data.setData('text/plain', held.text);
      if (held.html) data.setData('text/html', held.html);
      const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
      // What a browser does with a paste that nobody took.
      if (element.dispatchEvent(event)) document.execCommand('insertText', false, held.text);
    },
    { text, html },
  );
}

interface Meeting {
  readonly address: string;
  /** The facilitator's, then the others'. */
  readonly pages: readonly [Page, Page];
}

/** Ada and Ben on the board of one meeting, writing. */
async function meet(
  browser: Browser,
  server: TestServer,
  options: object = {},
  second: BrowserContextOptions = {},
): Promise<Meeting> {
  const contexts: [BrowserContext, BrowserContext] = [
    await browser.newContext(),
    await browser.newContext(second),
  ];
  const [ada, ben] = contexts;
  await signIn(ada, server.origin, 'Ada');
  const { teamId, inviteUrl } = await makeTeam(ada, server.origin);
  await signIn(ben, server.origin, 'Ben');
  await acceptInvite(ben, server.origin, inviteUrl);
  const meetingId = await makeRetro(ada, server.origin, teamId, options);
  const address = `${server.origin}/meetings/${meetingId}`;
  const pages: [Page, Page] = [await ada.newPage(), await ben.newPage()];
  for (const page of pages) await page.goto(address);
  await pages[0].getByRole('button', { name: 'Start writing' }).click();
  for (const page of pages) await expect(field(page, 'Start')).toBeVisible();
  return { address, pages };
}

async function toGroup([ada, ben]: Meeting['pages']): Promise<void> {
  await ada.getByRole('button', { name: 'Next: Group' }).click();
  for (const page of [ada, ben]) await expect(page.getByText(/\d topics?/).first()).toBeVisible();
}

test('write: several lines, edit, reorder, move, delete with undo, undo and redo in one line of time', async ({
  browser,
  server,
}) => {
  const { pages } = await meet(browser, server);
  const [ada] = pages;
  await field(ada, 'Start').pressSequentially('First line');
  await field(ada, 'Start').press('Shift+Enter');
  await field(ada, 'Start').pressSequentially('second line');
  await field(ada, 'Start').press('Enter');
  await expect(mine(ada, 'First line second line')).toHaveValue('First line\nsecond line');
  await write(ada, 'Start', 'Two');
  await write(ada, 'Start', 'Three');
  const order = () =>
    column(ada, 'Start')
      .getByRole('textbox', { name: /^My note/ })
      .evaluateAll((all) => all.map((one) => (one as HTMLTextAreaElement).value.slice(0, 5)));
  await expect.poll(order).toEqual(['Three', 'Two', 'First']);

  // By the menu, by dragging, by keys.
  await ada.getByRole('button', { name: 'Actions for note: Three' }).click();
  await ada.getByRole('menuitem', { name: 'Move down' }).click();
  await expect.poll(order).toEqual(['Two', 'Three', 'First']);
  await drag(ada, ownCard(ada, 'First line'), ownCard(ada, 'Two'), 'above');
  await expect.poll(order).toEqual(['First', 'Two', 'Three']);
  await mine(ada, 'Three').press('Escape');
  await expect(ownCard(ada, 'Three')).toBeFocused();
  await ada.keyboard.press('Space');
  await ada.keyboard.press('ArrowRight');
  await ada.keyboard.press('Space');
  await expect(column(ada, 'Stop').getByRole('textbox', { name: 'My note: Three' })).toBeVisible();
  await expect(ownCard(ada, 'Three')).toBeFocused();

  // Deleted by a key, offered back.
  await ada.keyboard.press('Delete');
  await expect(mine(ada, 'Three')).toHaveCount(0);
  await ada.getByRole('status').getByRole('button', { name: 'Undo' }).click();
  await expect(column(ada, 'Stop').getByRole('textbox', { name: 'My note: Three' })).toHaveValue('Three');

  // An edit and a move are taken back one after the other, inside a field too, and done again.
  await mine(ada, 'Two').press('End');
  await ada.keyboard.type(' more');
  await expect(mine(ada, 'Two more')).toBeVisible();
  await ada.keyboard.press('Control+z');
  await expect(mine(ada, 'Two')).toBeVisible();
  await ada.keyboard.press('Control+z');
  await expect(column(ada, 'Start').getByRole('textbox', { name: 'My note: Three' })).toBeVisible();
  await ada.keyboard.press('Control+Shift+z');
  await expect(column(ada, 'Stop').getByRole('textbox', { name: 'My note: Three' })).toBeVisible();
  await ada.keyboard.press('Control+y');
  await expect(mine(ada, 'Two more')).toBeVisible();
  await saved(ada);
  await ada.reload();
  await expect(mine(ada, 'Two more')).toBeVisible();
  await expect(column(ada, 'Stop').getByRole('textbox', { name: 'My note: Three' })).toHaveValue('Three');
  await expectAccessible(ada);
});

/** Drags with the mouse, in steps as a hand would. */
async function drag(page: Page, from: Locator, to: Locator, where: 'onto' | 'above'): Promise<void> {
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  if (!start || !end) throw new Error('nothing to drag');
  const target = { x: end.x + end.width / 3, y: where === 'onto' ? end.y + end.height / 2 : end.y + 2 };
  await page.mouse.move(start.x + 6, start.y + 6);
  await page.mouse.down();
  await page.mouse.move(start.x + 20, start.y + 20, { steps: 3 });
  await page.mouse.move(target.x, target.y, { steps: 8 });
  await expect(page.locator('[data-landing]')).toHaveCount(1);
  await page.mouse.up();
}
