/**
 * Eight people in one retrospective, through all its steps, forward and back: one on a phone by touch, one by keyboard
 * only, one offline for a while, a guest and an observer. At the end all read the same, to the letter.
 */
import { chromium, type Locator, type Page } from '@playwright/test';
import { chromiumLaunch } from '#test/harness/chromium.ts';
import { layCable } from './harness/cable.ts';
import { dragOnto, pressByKeys, tabTo, touchDragOnto } from './harness/hands.ts';
import {
  acceptInvite,
  expect,
  expectAccessible,
  expectNoSidewaysScroll,
  makeRetro,
  makeTeam,
  setObserver,
  signIn,
  test,
} from './harness/test.ts';

const field = (page: Page, column: string): Locator =>
  page.getByRole('textbox', { name: `Add a note to ${column}` });
const title = (page: Page): Locator => page.getByRole('textbox', { name: /Title of the group with/ });
const card = (page: Page, words: string): Locator => page.locator('.card').filter({ hasText: words }).first();

async function write(page: Page, column: string, text: string): Promise<void> {
  await field(page, column).fill(text);
  await field(page, column).press('Enter');
}

test.use({ actionTimeout: 20_000 });

test('eight people, all steps, forward and back, and one summary for all', async ({ browser, server }) => {
  test.setTimeout(300_000);
  const cable = await layCable(server.port);
  const elsewhere = await chromium.launch({
    ...chromiumLaunch(),
    args: [
      ...(chromiumLaunch().args ?? []),
      `--host-resolver-rules=MAP localhost:${server.port} 127.0.0.1:${cable.port}`,
    ],
  });
  const desk = () => browser.newContext({ viewport: { width: 1280, height: 800 } });
  const contexts = {
    ada: await desk(),
    ben: await elsewhere.newContext(),
    cleo: await browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }),
    dan: await browser.newContext({ reducedMotion: 'reduce' }),
    fay: await desk(),
    hal: await browser.newContext({ colorScheme: 'dark', viewport: { width: 1920, height: 1080 } }),
    gus: await desk(),
    ona: await desk(),
  };
  const members = ['ada', 'ben', 'cleo', 'dan', 'fay', 'hal', 'ona'] as const;
  await signIn(contexts.ada, server.origin, 'Ada');
  const { teamId, inviteUrl } = await makeTeam(contexts.ada, server.origin);
  for (const name of members.slice(1)) {
    await signIn(contexts[name], server.origin, name[0]?.toUpperCase() + name.slice(1));
    await acceptInvite(contexts[name], server.origin, inviteUrl);
  }
  await setObserver(contexts.ada, server.origin, teamId, 'Ona');
  const meetingId = await makeRetro(contexts.ada, server.origin, teamId, { guests: true });
  const address = `${server.origin}/meetings/${meetingId}`;
  const open = async (name: keyof typeof contexts) => {
    const page = await contexts[name].newPage();
    await page.goto(address);
    return page;
  };
  const [ada, ben, cleo, dan, fay, hal, gus, ona] = [
    await open('ada'),
    await open('ben'),
    await open('cleo'),
    await open('dan'),
    await open('fay'),
    await open('hal'),
    await open('gus'),
    await open('ona'),
  ];
  const all = [ada, ben, cleo, dan, fay, hal, gus, ona];
  await gus.getByLabel('Your name').fill('Gus');
  await gus.getByRole('button', { name: 'Join' }).click();
  await expect(ada.getByRole('heading', { name: '8 here' })).toBeVisible({ timeout: 20_000 });

  // Lobby: moods, by mouse, finger and keys. The observer is not asked.
  await ada.getByRole('radio', { name: 'Great' }).check();
  await cleo.getByRole('radio', { name: 'Well', exact: true }).tap();
  await tabTo(dan, dan.getByRole('radio').first());
  await dan.keyboard.press('Space');
  await expect(ona.getByRole('radio').first()).toBeDisabled();
  await expect(hal.getByText('3 have answered')).toBeVisible();
  await expectAccessible(ada);
  await expectNoSidewaysScroll(cleo);
  await ada.getByRole('button', { name: 'Start writing' }).click();

  // Write. Nobody reads what others write; the observer can't.
  await write(ada, 'Start', 'Rollback steps before we deploy');
  await write(cleo, 'Start', 'Canary for the billing job');
  await write(fay, 'Stop', 'Merging on Friday afternoon');
  await write(hal, 'Stop', 'Hotfixes after five');
  await write(gus, 'Continue', 'Short standups');
  await tabTo(dan, field(dan, 'Start'));
  await dan.keyboard.type('Checklist in the pull request');
  await dan.keyboard.press('Enter');
  await dan.keyboard.type('Two lines');
  await dan.keyboard.press('Shift+Enter');
  await dan.keyboard.type('in one note');
  await dan.keyboard.press('Enter');
  await expect(ona.getByRole('textbox')).toHaveCount(0);
  for (const page of [ada, gus, ona])
    expect(await page.content()).not.toContain('Canary for the billing job');
  await expectAccessible(ona);

  // Ben's network goes; he writes, reloads, and the meeting goes on without him.
  await expect(ben.getByText('Saved', { exact: true }).first()).toBeVisible();
  cable.cut();
  await expect(ben.getByText('Offline: kept on this device').first()).toBeVisible({ timeout: 30_000 });
  await write(ben, 'Continue', 'Written without a network');
  await ben.reload();
  await expect(ben.getByRole('textbox', { name: /Written without a network/ })).toBeVisible({
    timeout: 20_000,
  });
  await pressByKeys(dan, dan.getByRole('button', { name: "I'm done" }));
  await cleo.getByRole('button', { name: "I'm done" }).tap();
  await ada.getByRole('button', { name: 'Next: Group' }).click();
  await expect(hal.getByText('Canary for the billing job').first()).toBeVisible();
  cable.mend();
  await ben.getByRole('button', { name: 'Show to everybody' }).click({ timeout: 30_000 });
  for (const page of all) await expect(page.getByText('Written without a network').first()).toBeVisible();

  // Group: by mouse, by finger, by keys; two name the same group at once.
  await dragOnto(ada, card(ada, 'Canary for the billing job'), card(ada, 'Rollback steps before we deploy'));
  await expect(title(hal)).toHaveCount(1);
  await touchDragOnto(
    cleo,
    card(cleo, 'Hotfixes after five'),
    card(cleo, 'Merging on Friday afternoon'),
  ).catch(async () => {
    throw new Error('the finger could not drag');
  });
  await expect(title(hal)).toHaveCount(2);
  await tabTo(dan, dan.locator('[data-card][tabindex="0"]').first());
  const underHand = dan.locator('[data-card]:focus');
  for (let press = 0; press < 20 && !(await underHand.innerText()).includes('Checklist'); press += 1)
    await dan.keyboard.press('ArrowDown');
  await dan.keyboard.press('Enter');
  await expect(dan.getByRole('menuitem', { name: 'Group with…' })).toBeFocused();
  await dan.keyboard.press('Enter');
  await dan.getByRole('dialog').waitFor();
  await dan.keyboard.type('Rollback');
  await pressByKeys(dan, dan.getByRole('dialog').getByRole('button', { name: /Rollback steps/ }));
  const safer = (page: Page) => title(page).and(page.getByRole('textbox', { name: /Rollback steps|Canary/ }));
  await Promise.all([
    safer(fay).first().pressSequentially('Safer '),
    safer(hal).first().pressSequentially('deploys'),
  ]);
  const named = await expect
    .poll(async () => {
      const values = await Promise.all([ada, fay, hal, gus].map((page) => safer(page).first().inputValue()));
      return new Set(values).size === 1 && values[0]?.length === 'Safer deploys'.length ? values[0] : '';
    })
    .not.toBe('')
    .then(() => safer(ada).first().inputValue());
  await safer(ada).first().fill('Safer deploys');
  expect(named.length).toBe('Safer deploys'.length);

  // Vote, everybody in their own way; then back to Write and forward again: nothing is lost.
  await ada.getByRole('button', { name: 'Next: Vote' }).click();
  for (const page of [ada, ben, fay, hal, gus]) {
    const dots = page.getByRole('group', { name: 'My votes for: Safer deploys' });
    await dots.getByRole('button', { name: 'Vote 1' }).click();
    await expect(page.getByText('4 votes left')).toBeVisible();
  }
  await cleo
    .getByRole('group', { name: /Short standups/ })
    .getByRole('button', { name: 'Vote 1' })
    .tap();
  await pressByKeys(
    dan,
    dan.getByRole('group', { name: 'My votes for: Safer deploys' }).getByRole('button', { name: 'Vote 1' }),
  );
  await expect(dan.getByText('4 votes left')).toBeVisible();
  await hal
    .getByRole('group', { name: 'My votes for: Safer deploys' })
    .getByRole('button', { name: 'Vote 1' })
    .click();
  await expect(hal.getByText('5 votes left')).toBeVisible();
  await expectAccessible(ada);
  for (const step of ['Group', 'Write']) {
    await ada.getByRole('button', { name: 'Meeting menu' }).click();
    await ada.getByRole('menuitem', { name: `Back to ${step}` }).click();
  }
  await expect(field(gus, 'Start')).toBeVisible();
  await write(gus, 'Start', 'A second thought');
  await ada.getByRole('button', { name: 'Next: Group' }).click();
  await expect(safer(cleo).first()).toHaveValue('Safer deploys');
  await expect(hal.getByText('A second thought').first()).toBeVisible();
  await ada.getByRole('button', { name: 'Next: Vote' }).click();
  await expect(ben.getByText('4 votes left')).toBeVisible();
  await ada.getByRole('button', { name: 'Next: Discuss' }).click();

  // Discuss: one focus, words of several at once, comments, reactions, action items.
  for (const page of all) await expect(page.getByRole('heading', { name: 'Safer deploys' })).toBeVisible();
  const talk = (page: Page) => page.getByRole('textbox', { name: 'Discussion notes' }).first();
  await Promise.all([
    talk(ada).pressSequentially('We agree on a checklist. '),
    talk(gus).pressSequentially('Canaries first. '),
  ]);
  await expect
    .poll(
      async () =>
        new Set(await Promise.all([ada, gus, hal, cleo].map((page) => talk(page).inputValue()))).size,
    )
    .toBe(1);
  expect((await talk(hal).inputValue()).length).toBe('We agree on a checklist. Canaries first. '.length);
  await expect(talk(ona)).not.toBeEditable();
  await gus.getByRole('button', { name: /^Comment on: Canary/ }).click();
  await gus.getByRole('textbox', { name: /^Comment on: Canary/ }).fill('I have done it elsewhere.');
  await gus.getByRole('textbox', { name: /^Comment on: Canary/ }).press('Enter');
  await pressByKeys(dan, dan.getByRole('button', { name: 'React' }).first());
  await pressByKeys(dan, dan.getByRole('button', { name: 'Agree: nobody yet' }));
  await expect(ona.getByRole('button', { name: 'Agree: Dan' })).toBeVisible();
  for (const page of all) await expect(page.getByText('I have done it elsewhere.')).toBeVisible();
  await fay.getByRole('textbox', { name: 'Action item' }).fill('Write the checklist');
  await fay.getByLabel('Owner').selectOption({ label: 'Ben' });
  await fay.getByRole('button', { name: 'Add', exact: true }).click();
  await tabTo(dan, dan.getByRole('textbox', { name: 'Action item' }));
  await dan.keyboard.type('Ask support each week');
  await dan.keyboard.press('Enter');
  for (const page of all) await expect(page.getByText('Ask support each week').first()).toBeVisible();
  await expectAccessible(gus);

  // Facilitation changes hands before the end.
  await hal.getByRole('button', { name: 'Meeting menu' }).click();
  await hal.getByRole('menuitem', { name: 'Take over facilitation' }).click();
  await hal.getByRole('button', { name: 'Close retrospective' }).click();
  await hal.getByRole('button', { name: 'Close it' }).click();

  for (const page of all) await expect(page).toHaveURL(/\/summary$/, { timeout: 30_000 });
  const summaries = await Promise.all(
    all.map(async (page) => {
      await expect(page.getByText('Ask support each week').first()).toBeVisible();
      // The way back to the team is not the guest's, and no part of the summary.
      return page.getByRole('main').evaluate((main) => {
        const copy = document.createElement('div');
        copy.append(main.cloneNode(true));
        for (const link of copy.querySelectorAll('a[href^="/teams/"]')) link.remove();
        return copy.textContent;
      });
    }),
  );
  for (const [at, summary] of summaries.entries()) expect(summary, `screen ${at}`).toBe(summaries[0]);
  for (const words of ['Written without a network', 'in one note', 'A second thought', 'Write the checklist'])
    expect(summaries[0]).toContain(words);
  await expectAccessible(hal);
  await expectNoSidewaysScroll(cleo);
  await elsewhere.close();
  await cable.close();
});
