/** Every step of the board in every dress: axe finds nothing in either theme, and nothing scrolls sideways at 320 px. */
import { expect, expectAccessible, expectNoSidewaysScroll, test } from './harness/test.ts';

const steps = ['lobby', 'write', 'group', 'vote', 'discuss'] as const;
const themes = ['light', 'dark'] as const;

for (const theme of themes) {
  test(`no screen of the board has a fault that axe can see, ${theme}`, async ({ page, server }) => {
    test.setTimeout(180_000);
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    for (const step of steps) {
      for (const dress of ['', '&anonymous', '&locked', '&size=empty', '&size=full']) {
        await page.setViewportSize({ width: 1280, height: 800 });
        await page.goto(`${server.origin}/dev/ui?step=${step}${dress}`);
        await expect(page.getByRole('main')).toBeVisible();
        await expectAccessible(page);
        await page.setViewportSize({ width: 320, height: 640 });
        await expectNoSidewaysScroll(page);
        // The phone's own layout is one, whatever is on it.
        if (dress === '') await expectAccessible(page);
      }
    }
    await page.goto(`${server.origin}/dev/ui`);
    await expectAccessible(page);
    await expectNoSidewaysScroll(page);
  });
}
