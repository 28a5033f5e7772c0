/** The three things that V-7 asks of the board in a browser. */
import { setTimeout as delay } from 'node:timers/promises';
import type { Browser, Page } from '@playwright/test';
import type { OurServer } from '../targets/our-server.ts';
import { letIn, type FullBoard } from './board.ts';
import { countScripts, takeKeyTimes, takeThread, watchKeys, watchThread, type BusyThread } from './watch.ts';

const viewport = { width: 1280, height: 800 };
const betweenKeysMs = 90;
const words = 'we could try this for two weeks and then look at it again ';

/** A signed-in page on the board. */
export async function openBoard(browser: Browser, server: OurServer, board: FullBoard): Promise<Page> {
  const context = await browser.newContext({ viewport });
  await letIn(context, server);
  const page = await context.newPage();
  await page.goto(board.address);
  await page.locator('[data-column] textarea').first().waitFor();
  await page
    .locator('[data-card]')
    .nth(board.cards.length - 1)
    .waitFor({ state: 'attached' });
  return page;
}

/** Types real keys into a field that has the focus; answers the time from each to the next picture. */
async function type(page: Page, keys: number): Promise<number[]> {
  await takeKeyTimes(page);
  for (let at = 0; at < keys; at += 1) {
    await page.keyboard.press(words[at % words.length] === ' ' ? 'Space' : (words[at % words.length] ?? 'x'));
    await delay(betweenKeysMs);
  }
  return takeKeyTimes(page);
}

export interface Typing {
  readonly composer: readonly number[];
  readonly title: readonly number[];
}

/** Types into the composer of a column and into the title of a group. */
export async function typing(page: Page, keys: number): Promise<Typing> {
  await watchKeys(page);
  const composer = page.locator('[data-column] textarea').first();
  await composer.focus();
  const intoComposer = await type(page, keys);
  await composer.press('Enter');
  const title = page.locator('input[maxlength="200"]').first();
  await title.focus();
  const intoTitle = await type(page, keys);
  await title.press('Enter');
  return { composer: intoComposer, title: intoTitle };
}

/** The same keys into a bare field of an empty page: what this browser and this machine need anyway. */
export async function idleTyping(browser: Browser, keys: number): Promise<number[]> {
  const context = await browser.newContext({ viewport });
  const page = await context.newPage();
  await page.setContent('<textarea rows="4"></textarea>');
  await watchKeys(page);
  await page.locator('textarea').focus();
  const times = await type(page, keys);
  await context.close();
  return times;
}

/** Takes a card up. Others move them meanwhile, so that the first may be gone before it is pressed. */
async function takeUp(page: Page): Promise<void> {
  for (let tries = 0; tries < 20; tries += 1) {
    // A drag before may have scrolled it out of sight.
    await page.locator('[data-scroller]').evaluate((board) => board.scrollTo(0, 0));
    const box = await page.locator('[data-card]').first().boundingBox();
    if (!box) continue;
    await page.mouse.move(box.x + 20, box.y + 12);
    await page.mouse.down();
    await page.mouse.move(box.x + 40, box.y + 40, { steps: 4 });
    if ((await page.locator('[data-held]').count()) > 0) return;
    await page.mouse.up();
  }
  throw new Error('no card could be taken up');
}

/** Carries a card across the board for so long, and lets it go where it was. */
export async function dragging(
  page: Page,
  seconds: number,
): Promise<BusyThread & { readonly moves: number }> {
  await watchThread(page);
  await takeUp(page);
  const began = Date.now();
  let moves = 0;
  while (Date.now() - began < seconds * 1_000) {
    const turn = moves / 40;
    const x = viewport.width * (0.5 + 0.42 * Math.sin(turn));
    const y = viewport.height * (0.55 + 0.38 * Math.sin(turn * 1.7));
    await page.mouse.move(x, y);
    moves += 1;
    await delay(12);
  }
  await page.keyboard.press('Escape');
  await page.mouse.up();
  return { ...(await takeThread(page)), moves };
}

export interface FirstLoad {
  /** Bytes of JavaScript over the wire before one can write, and in how many files. */
  readonly bytes: number;
  readonly files: number;
  /** Files that came without brotli. */
  readonly uncompressed: number;
  readonly ms: number;
}

/** Opens the board with nothing kept from before, `slower` times as slow, and waits until one can write on it. */
export async function firstLoad(
  browser: Browser,
  server: OurServer,
  board: FullBoard,
  slower: number,
): Promise<FirstLoad> {
  const context = await browser.newContext({ viewport });
  await letIn(context, server);
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
  const scripts = await countScripts(session);
  await page.goto(board.address, { waitUntil: 'commit' });
  await page.locator('[data-column] textarea').first().waitFor();
  const ms = await page.evaluate(() => performance.now());
  const result = { bytes: scripts.bytes(), files: scripts.files(), uncompressed: scripts.uncompressed(), ms };
  await context.close();
  return result;
}
