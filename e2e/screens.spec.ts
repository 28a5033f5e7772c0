/** Every step of the board in every dress: axe finds nothing in either theme, and nothing scrolls sideways at 320 px. */
import type { Page } from '@playwright/test';
import { expect, expectAccessible, test } from './harness/test.ts';

const steps = ['lobby', 'write', 'group', 'vote', 'discuss'] as const;
const themes = ['light', 'dark'] as const;

/** What lies outside the window at its sides; columns that are swiped have a scroller of their own. */
async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const { wide, width, culprits } = await page.evaluate(() => {
    const root = document.documentElement;
    const inScroller = (element: Element) => element.closest('[data-scroller], nav') !== null;
    return {
      wide: root.scrollWidth,
      width: root.clientWidth,
      culprits: [...document.body.querySelectorAll('*')]
        .filter((element) => !inScroller(element) && element.getBoundingClientRect().right > root.clientWidth + 1)
        .map((element) => element.outerHTML.slice(0, 120)),
    };
  });
  expect(wide, culprits.join('\n')).toBeLessThanOrEqual(width);
}

for (const theme of themes) {
  test(`no screen of the board has a fault that axe can see, ${theme}`, async ({ page, server }) => {
    test.setTimeout(180_000);
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    for (const step of steps) {
      for (const dress of ['', '&anonymous', '&full']) {
        await page.setViewportSize({ width: 1280, height: 800 });
        await page.goto(`${server.origin}/dev/ui?step=${step}${dress}`);
        await expect(page.getByRole('main')).toBeVisible();
        await expectAccessible(page);
        await page.setViewportSize({ width: 320, height: 640 });
        await expectNoSidewaysScroll(page);
        await expectAccessible(page);
      }
    }
    await page.goto(`${server.origin}/dev/ui`);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  });
}
