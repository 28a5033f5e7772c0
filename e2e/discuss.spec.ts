import type { Page } from '@playwright/test';
import { acceptInvite, expect, expectAccessible, makeRetro, makeTeam, signIn, test } from './harness/test.ts';

async function menu(page: Page, item: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Meeting menu' }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

async function write(page: Page, column: string, text: string): Promise<void> {
  const field = page.getByRole('textbox', { name: `Add a note to ${column}` });
  await field.fill(text);
  await field.press('Enter');
}

test.use({ actionTimeout: 20_000 });

const talk = (page: Page) => page.getByRole('textbox', { name: 'Discussion notes' }).first();

test('two people settle what is open, vote in sight of each other, and talk in one place', async ({
  browser,
  server,
}) => {
  test.setTimeout(180_000);
  const { origin } = server;
  const [adaContext, benContext] = [await browser.newContext(), await browser.newContext()];
  await signIn(adaContext, origin, 'Ada');
  const { teamId, inviteUrl } = await makeTeam(adaContext, origin);
  await signIn(benContext, origin, 'Ben');
  await acceptInvite(benContext, origin, inviteUrl);
  const [ada, ben] = [await adaContext.newPage(), await benContext.newPage()];

  // An earlier retrospective leaves two action items open.
  const earlierId = await makeRetro(adaContext, origin, teamId, { walk: { group: false, vote: false } });
  await ada.goto(`${origin}/meetings/${earlierId}`);
  await ben.goto(`${origin}/meetings/${earlierId}`);
  await ada.getByRole('button', { name: 'Start writing' }).click();
  // Grouping and voting are left out: they are in neither the line of time nor the way on.
  await ada.getByRole('button', { name: 'Next: Discuss' }).click();
  await expect(ben.getByRole('list', { name: 'Steps of the retrospective' })).not.toContainText('Vote');
  for (const text of ['Move the alerts', 'Ask support']) {
    await ben.getByRole('textbox', { name: 'Action item' }).fill(text);
    await ben.getByLabel('Owner').selectOption({ label: 'Ben' });
    await ben.getByRole('button', { name: 'Add', exact: true }).click();
    await expect(ada.getByText(text)).toBeVisible();
  }
  await ada.getByRole('button', { name: 'Close retrospective' }).click();
  await ada.getByRole('button', { name: 'Close it' }).click();
  await expect(ben).toHaveURL(/\/summary$/, { timeout: 20_000 });

  const meetingId = await makeRetro(adaContext, origin, teamId, { liveVotes: true, walk: { group: false } });
  const address = `${origin}/meetings/${meetingId}`;
  await ada.goto(address);
  await ben.goto(address);
  await expect(ada.getByRole('heading', { name: '2 here' })).toBeVisible();

  // Lobby: the mood, and what is open from earlier. Everybody sees it happen.
  await ada.getByRole('radio', { name: 'Well', exact: true }).check();
  await expect(ben.getByText('1 has answered')).toBeVisible();
  await ben.getByRole('radio', { name: 'Great' }).check();
  await expect(ada.getByText('2 have answered')).toBeVisible();
  await ada.getByRole('button', { name: 'Carry on: Move the alerts' }).click();
  const carried = ben.getByRole('region', { name: 'Carried into this retrospective' });
  await expect(carried.getByText('Move the alerts')).toBeVisible();
  await expect(carried.getByText('Ben')).toBeVisible();
  await ben.getByRole('checkbox', { name: 'Ask support' }).check();
  await expect(ada.getByRole('checkbox', { name: 'Ask support' })).toBeChecked();
  await expectAccessible(ada);

  // A timer of any length.
  await ada.getByRole('button', { name: 'Timer' }).click();
  await ada.getByRole('menuitem', { name: 'Another length…' }).click();
  await expectAccessible(ada);
  await ada.getByRole('spinbutton', { name: 'Minutes' }).fill('7');
  await ada.getByRole('button', { name: 'Start the timer' }).click();
  await expect(ben.getByRole('timer')).toContainText(/0[67]:/);

  await ada.getByRole('button', { name: 'Start writing' }).click();
  await write(ada, 'Start', 'Rollback steps before we deploy');
  await write(ben, 'Stop', 'Merging on Fridays');
  await expect(ada.getByText('1 more from the team, hidden', { exact: false }).first()).toBeVisible();

  // Changing columns under way: the note of a column that goes is told of before, and moves.
  await menu(ada, 'Change this meeting');
  await expectAccessible(ada);
  await ada.getByRole('button', { name: 'Remove: Column 2: Stop' }).click();
  await expect(ada.getByText('1 note of this column will move to Start')).toBeVisible();
  await ada.getByRole('button', { name: 'Remove the column' }).click();
  await ada.getByRole('button', { name: 'Save changes' }).click();
  await expect(ben.getByRole('heading', { name: 'Stop' })).toBeHidden();
  await expect(ben.getByRole('textbox', { name: 'My note: Merging on Fridays' })).toBeVisible();

  // Vote: totals are seen while voting, and votes can be taken back.
  await ada.getByRole('button', { name: 'Next: Vote' }).click();
  const dots = (page: Page, topic: string) => page.getByRole('group', { name: `My votes for: ${topic}` });
  await expect(ben.getByText('Votes are secret', { exact: false })).toBeVisible();
  await dots(ben, 'Rollback').getByRole('button', { name: 'Vote 1' }).click();
  await expect(ada.getByText('1 vote so far')).toBeVisible();
  await dots(ada, 'Rollback').getByRole('button', { name: 'Vote 1' }).press('ArrowRight');
  await expect(ben.getByText('2 votes so far')).toBeVisible();
  await dots(ben, 'Rollback').getByRole('button', { name: 'Vote 1' }).click();
  await expect(ada.getByText('1 vote so far')).toBeVisible();
  await expectAccessible(ada);

  // Discuss: both write at once, and each sees where the other is.
  await ada.getByRole('button', { name: 'Next: Discuss' }).click();
  await expect(ben.getByRole('heading', { name: 'Rollback steps before we deploy' })).toBeVisible();
  await talk(ada).pressSequentially('We agree.');
  await talk(ben).focus();
  await talk(ben).press('ControlOrMeta+Home');
  await Promise.all([
    talk(ada).pressSequentially(' No deploy without them.'),
    talk(ben).pressSequentially('Twice this month. '),
  ]);
  for (const page of [ada, ben])
    await expect(talk(page)).toHaveValue('Twice this month. We agree. No deploy without them.');
  await expect(ada.locator('[data-testid="caret"][data-person="Ben"]')).toBeAttached();
  await expect(ben.locator('[data-testid="caret"][data-person="Ada"]')).toBeAttached();

  await ben.getByRole('button', { name: 'Comment on: Rollback' }).click();
  await ben.getByRole('textbox', { name: 'Comment on: Rollback' }).fill('I have them half written.');
  await ben.getByRole('textbox', { name: 'Comment on: Rollback' }).press('Enter');
  await expect(ada.getByText('I have them half written.')).toBeVisible();
  await ada.getByRole('button', { name: 'React' }).click();
  await ada.getByRole('button', { name: 'Agree: nobody yet' }).click();
  await expect(ben.getByRole('button', { name: 'Agree: Ada' })).toBeVisible();
  await expectAccessible(ada);
  await expectAccessible(ben);

  // L-09: Ben looks elsewhere and comes back; Ada's screen stays.
  await ben.getByRole('button', { name: 'Next topic' }).click();
  await expect(ben.getByText('You are looking at another topic than the team.')).toBeVisible();
  await expect(ada.getByRole('heading', { name: 'Rollback steps before we deploy' })).toBeVisible();
  await ben.getByRole('button', { name: "Back to the team's topic" }).click();

  // Locked: Ben can't write, and sees why.
  await menu(ada, 'Lock the meeting');
  await expect(ben.getByText('Ada has locked the meeting.', { exact: false })).toBeVisible();
  await expect(talk(ben)).toHaveAttribute('readonly', '');
  await expectAccessible(ben);
  await ada.getByRole('button', { name: 'Unlock' }).click();
  await expect(talk(ben)).not.toHaveAttribute('readonly', '');

  // Handed over, and what happened is told.
  await menu(ada, 'Hand over facilitation');
  await ada.getByRole('button', { name: 'Actions for Ben' }).click();
  await ada.getByRole('menuitem', { name: 'Hand facilitation to Ben' }).click();
  await expect(ada.getByText('Ada handed facilitation to Ben')).toBeVisible();
  await expectAccessible(ada);
  await ada.keyboard.press('Escape');
  await expect(ben.getByRole('button', { name: 'Next topic' }).last()).toBeVisible();

  // L-10: who leads is gone, and the meeting is not stuck.
  await ben.close();
  await expect(ada.getByText('Ben has left. You can take over.')).toBeVisible({ timeout: 30_000 });
  await expectAccessible(ada);
  await ada.getByRole('button', { name: 'Take over' }).click();
  await ada.getByRole('button', { name: 'Next topic' }).last().click();
  await expect(ada.getByRole('heading', { name: 'Merging on Fridays' })).toBeVisible();

  await ada.getByRole('button', { name: 'Close retrospective' }).click();
  await ada.getByRole('button', { name: 'Close it' }).click();
  await expect(ada).toHaveURL(/\/summary$/, { timeout: 20_000 });
  for (const text of ['Move the alerts', 'I have them half written.', 'Merging on Fridays'])
    await expect(ada.getByText(text).first()).toBeVisible();
});
