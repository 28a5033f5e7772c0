/** Playwright's `test` with a real server per worker, and people who come in through its API. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test as base, type Page } from '@playwright/test';
import { freshDatabase } from '#test/harness/postgres.ts';
import { startServer, type TestServer } from './server.ts';

export const test = base.extend<object, { server: TestServer }>({
  server: [
    // Playwright reads the fixtures a function needs from this very pattern.
    async ({ browserName: _browserName }, use) => {
      const database = await freshDatabase();
      const server = await startServer(database.url);
      await use(server);
      await server.stop();
      await database.drop();
    },
    { scope: 'worker' },
  ],
});

export { expect };
export * from './people.ts';

/** Nothing that axe can see is wrong with this screen. */
export async function expectAccessible(page: Page): Promise<void> {
  // A colour on its way from one theme to the other is neither.
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        ({ playState, effect }) =>
          playState !== 'running' || effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY,
      ),
  );
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)).toEqual(
    [],
  );
}

/** Nothing lies outside the window at its sides, but for what is swiped in a scroller of its own. */
export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { wide, width, culprits } = await page.evaluate(() => {
    const root = document.documentElement;
    const isSwiped = (element: Element) => element.closest('[data-scroller], nav') !== null;
    return {
      wide: root.scrollWidth,
      width: root.clientWidth,
      culprits: [...document.body.querySelectorAll('*')]
        .filter(
          (element) => !isSwiped(element) && element.getBoundingClientRect().right > root.clientWidth + 1,
        )
        .map((element) => element.outerHTML.slice(0, 120)),
    };
  });
  expect(wide, culprits.join('\n')).toBeLessThanOrEqual(width);
}
