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

test('a pasted list becomes several notes when asked, as plain words, within the limits', async ({
  browser,
  server,
}) => {
  const { pages } = await meet(browser, server);
  const [ada, ben] = pages;
  await paste(field(ada, 'Start'), '• One\r\n• Two 🙃\r\n• שלוש\r\n');
  await expect(ada.getByText('You pasted 3 lines.')).toBeVisible();
  await ada.keyboard.press('Tab');
  await expect(ada.getByRole('button', { name: 'Make 3 notes of it' })).toBeFocused();
  await expectAccessible(ada);
  await ada.keyboard.press('Enter');
  for (const text of ['One', 'Two 🙃', 'שלוש']) await expect(mine(ada, text)).toHaveValue(text);
  await expect(field(ada, 'Start')).toBeFocused();
  await expect(field(ada, 'Start')).toHaveValue('');

  // Kept as one note; and a spreadsheet and a page.
  await paste(field(ada, 'Stop'), 'Left\nas it is');
  await ada.getByRole('button', { name: 'Keep as one note' }).click();
  await field(ada, 'Stop').press('Enter');
  await expect(mine(ada, 'Left as it is')).toHaveValue('Left\nas it is');
  await paste(field(ada, 'Stop'), 'What\tWho\n"Fix ""it"""\tAda\n', '<table><tr><td>What</td></tr></table>');
  await ada.getByRole('button', { name: 'Make 2 notes of it' }).click();
  await expect(mine(ada, 'Fix "it" – Ada')).toBeVisible();
  await paste(
    field(ada, 'Continue'),
    '',
    '<ul><li>Bold <b>words</b></li><li><img src=x onerror="alert(1)">Next</li></ul>',
  );
  await ada.getByRole('button', { name: 'Make 2 notes of it' }).click();
  await expect(mine(ada, 'Bold words')).toHaveValue('Bold words');
  await expect(mine(ada, 'Next')).toHaveValue('Next');
  await ada.keyboard.press('Control+z');
  await expect(mine(ada, 'Next')).toHaveCount(0);
  await expect(mine(ada, 'Bold words Next')).toHaveValue('Bold words\nNext');

  // Too long for one note, and more than one person may write.
  await paste(field(ada, 'Continue'), 'long '.repeat(1_200));
  await expect(ada.getByText('This is too long for one note, which holds 5000 characters.')).toBeVisible();
  await ada.getByRole('button', { name: 'Make 2 notes of it' }).click();
  await paste(field(ben, 'Start'), Array.from({ length: 250 }, (_, at) => `- item ${at}`).join('\n'));
  await expect(ben.getByText('Not all of it: a person can write 200 notes in a meeting.')).toBeVisible();
  await ben.getByRole('button', { name: 'Make 200 notes of it' }).click();
  await expect(ben.getByText('You have written 200 notes').first()).toBeVisible();
  await expect(mine(ben, 'item 199')).toBeVisible();
  await saved(ben);
  await toGroup(pages);
  await expect(column(ada, 'Start').getByText('203 topics')).toBeVisible();
});

test('group by dragging: onto, out, between, with scrolling along; a lone note’s title waits', async ({
  browser,
  server,
}) => {
  const { pages } = await meet(browser, server);
  const [ada, ben] = pages;
  for (const text of ['Alpha', 'Beta', 'Gamma']) await write(ada, 'Start', text);
  await paste(field(ben, 'Stop'), Array.from({ length: 40 }, (_, at) => `Row ${at}`).join('\n'));
  await ben.getByRole('button', { name: 'Make 40 notes of it' }).click();
  await saved(ben);
  await toGroup(pages);

  await drag(ada, card(ada, 'Beta'), card(ada, 'Alpha'), 'onto');
  await title(ada).fill('Letters');
  await expect(title(ben)).toHaveValue('Letters');
  await drag(ada, card(ada, 'Beta'), card(ada, 'Gamma'), 'above');
  await expect(title(ada)).toHaveCount(0);
  await expect(title(ben)).toHaveCount(0);
  await drag(ben, card(ben, 'Gamma'), card(ben, 'Alpha'), 'onto');
  await expect(title(ada)).toHaveValue('Letters');

  // Held at the lower edge, the board scrolls along.
  const rows = await column(ada, 'Stop').locator('[data-card]').allTextContents();
  const last = ada.locator('[data-column="stop"] [data-card]').last();
  await expect(last).not.toBeInViewport();
  const first = await ada.locator('[data-column="stop"] [data-card]').first().boundingBox();
  if (!first) throw new Error('no card');
  await ada.mouse.move(first.x + 10, first.y + 10);
  await ada.mouse.down();
  await ada.mouse.move(first.x + 30, first.y + 60, { steps: 4 });
  const box = await ada.locator('[data-scroller]').boundingBox();
  await ada.mouse.move(first.x + 30, (box?.y ?? 0) + (box?.height ?? 0) - 4, { steps: 4 });
  await expect(last).toBeInViewport({ timeout: 15_000 });
  await ada.keyboard.press('Escape');
  await ada.mouse.up();
  expect(await column(ada, 'Stop').locator('[data-card]').allTextContents()).toEqual(rows);
  await expectAccessible(ada);
});

test('group by keyboard alone: taken up, moved, put down, named, searched, undone', async ({
  browser,
  server,
}) => {
  const { pages } = await meet(browser, server);
  const [ada, ben] = pages;
  for (const text of ['Alpha', 'Beta']) await write(ada, 'Start', text);
  await write(ben, 'Stop', 'Gamma');
  await saved(ben);
  await toGroup(pages);
  await ada.locator('[data-first]').first().focus();
  const here = () => ada.evaluate(() => document.activeElement?.getAttribute('aria-label'));
  const top = await here();
  await ada.keyboard.press('ArrowDown');
  const next = await here();
  expect(new Set([top, next])).toEqual(new Set(['Alpha', 'Beta']));
  await ada.keyboard.press('Space');
  await expect(ada.getByText(`Taken up: ${next}`, { exact: false })).toBeAttached();
  await ada.keyboard.press('ArrowUp');
  await expect(ada.getByText(`Onto ${top}`)).toBeAttached();
  await ada.keyboard.press('Space');
  await expect(title(ben)).toBeVisible();
  expect(await here()).toBe(next);

  // Into the other column's topic and back: Escape leaves all as it was.
  await ada.keyboard.press('Space');
  await ada.keyboard.press('ArrowRight');
  await expect(ada.getByText('Onto Gamma')).toBeAttached();
  await ada.keyboard.press('Escape');
  await expect(ada.getByText(`Left where it was: ${next}`)).toBeAttached();
  await expect(title(ada)).toBeVisible();

  // The menu, by keyboard, and its search.
  await ada.keyboard.press('Enter');
  await ada.getByRole('menuitem', { name: 'Take out of the group' }).press('Enter');
  await expect(title(ben)).toHaveCount(0);
  await expect.poll(here).toBe(next);
  await ada.keyboard.press('Enter');
  await expect(ada.getByRole('menuitem', { name: 'Group with…' })).toBeFocused();
  await ada.keyboard.press('Enter');
  await ada.getByRole('dialog').getByLabel('Find a note or group').fill('gam');
  await ada.keyboard.press('Tab');
  await ada.keyboard.press('Enter');
  await expect(column(ben, 'Stop').getByRole('textbox', { name: /Title of the group/ })).toBeVisible();
  await expect.poll(here).toBe(next);
  await ada.keyboard.press('Control+z');
  await expect(title(ben)).toHaveCount(0);
  await ada.keyboard.press('Control+Shift+z');
  await expect(title(ben)).toBeVisible();
});

test('two people group, name and move the same at the same moment: no note and no title is lost', async ({
  browser,
  server,
}) => {
  const { pages } = await meet(browser, server);
  const [ada, ben] = pages;
  for (const text of ['Alpha', 'Beta', 'Gamma']) await write(ada, 'Start', text);
  await saved(ada);
  await toGroup(pages);
  // Each onto the other one's: a cycle for a moment, one group for good.
  const groupWith = async (page: Page, from: string, to: string) => {
    await page.getByRole('button', { name: `Actions for note: ${from}` }).click();
    await page.getByRole('menuitem', { name: 'Group with…' }).click();
    return page.getByRole('dialog').getByRole('button', { name: to });
  };
  const choices = [await groupWith(ada, 'Alpha', 'Beta'), await groupWith(ben, 'Beta', 'Alpha')];
  await Promise.all(choices.map((choice) => choice.click()));
  for (const page of pages) {
    await expect(title(page)).toHaveCount(1);
    await expect(page.locator('[data-card]')).toHaveCount(3);
  }
  await Promise.all([title(ada).pressSequentially('Safer'), title(ben).pressSequentially('Quicker')]);
  for (const page of pages) {
    const shown = async () => `${await title(page).inputValue()} ${await page.locator('main').innerText()}`;
    for (const letter of 'SaferQuicker') await expect.poll(shown).toContain(letter);
  }
  await expect.poll(() => title(ben).inputValue()).toBe(await title(ada).inputValue());
  // One takes a note out while the other puts a third in.
  const third = await groupWith(ben, 'Gamma', (await title(ben).inputValue()).slice(0, 4));
  await ada.getByRole('button', { name: 'Actions for note: Alpha' }).click();
  await Promise.all([third.click(), ada.getByRole('menuitem', { name: 'Take out of the group' }).click()]);
  for (const page of pages) {
    await expect(page.locator('[data-card]')).toHaveCount(3);
    for (const text of ['Alpha', 'Beta', 'Gamma']) await expect(card(page, text)).toHaveCount(1);
  }
  await expect
    .poll(() => ben.locator('[data-topic]').count())
    .toBe(await ada.locator('[data-topic]').count());
});

test('a finger groups on a phone: a long press takes the card, a swipe still scrolls', async ({
  browser,
  server,
}) => {
  const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
  const { pages } = await meet(browser, server, {}, phone);
  const [ada, ben] = pages;
  for (const text of ['Alpha', 'Beta', 'Gamma']) await write(ada, 'Start', text);
  await saved(ada);
  await toGroup(pages);
  const touch = await ben.context().newCDPSession(ben);
  const at = async (text: string) => {
    const box = await card(ben, text).boundingBox();
    if (!box) throw new Error(`${text} is not there`);
    return { x: box.x + 40, y: box.y + box.height / 2 };
  };
  const [from, to] = [await at('Gamma'), await at('Alpha')];
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: { x: number; y: number }[]) =>
    touch.send('Input.dispatchTouchEvent', { type, touchPoints: points });
  await send('touchStart', [from]);
  await expect(ben.locator('[data-held]')).toHaveCount(1);
  for (let step = 1; step <= 8; step += 1)
    await send('touchMove', [
      { x: from.x + ((to.x - from.x) * step) / 8, y: from.y + ((to.y - from.y) * step) / 8 },
    ]);
  await expect(ben.locator('[data-landing="onto"]')).toHaveCount(1);
  await send('touchEnd', []);
  await expect(title(ada)).toBeVisible();
  // Undo is in the menu there.
  await ben.getByRole('button', { name: 'Meeting menu' }).tap();
  await ben.getByRole('menuitem', { name: 'Undo' }).tap();
  await expect(title(ada)).toHaveCount(0);
  const width = await ben.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  expect(width[0]).toBeLessThanOrEqual(width[1] ?? 0);
});

test('undo brings a published note back to everybody’s board, into its group', async ({
  browser,
  server,
}) => {
  const { pages } = await meet(browser, server);
  const [ada, ben] = pages;
  for (const text of ['Alpha', 'Beta']) await write(ada, 'Start', text);
  await saved(ada);
  await toGroup(pages);
  await drag(ada, card(ada, 'Beta'), card(ada, 'Alpha'), 'onto');
  await expect(title(ben)).toBeVisible();
  await ada.getByRole('button', { name: 'Actions for note: Beta' }).click();
  await ada.getByRole('menuitem', { name: 'Delete my note' }).click();
  await expect(card(ben, 'Beta')).toHaveCount(0);
  await ada.getByRole('button', { name: 'Undo' }).first().click();
  await expect(card(ben, 'Beta')).toBeVisible();
  await expect(title(ben)).toBeVisible();
  await saved(ada);
});

test('long notes, right-to-left words, emoji, and a column that is taken away under the open meeting', async ({
  browser,
  server,
}) => {
  const { pages } = await meet(browser, server);
  const [ada, ben] = pages;
  const long = 'Donaudampfschifffahrt '.repeat(230).slice(0, 5_000).trimEnd();
  await write(ada, 'Start', long);
  await write(ada, 'Stop', 'שלום 👩‍👩‍👧‍👦 ' + 'W'.repeat(300));
  await write(ben, 'Continue', 'Stays with us');
  await saved(ben);
  await toGroup(pages);
  await expect(ben.locator('[data-card]').filter({ hasText: 'Donau' })).toContainText(long.slice(-40));
  for (const page of pages) {
    const [scroll, inner] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    expect(scroll).toBeLessThanOrEqual(inner ?? 0);
  }
  await expectAccessible(ben);
});
