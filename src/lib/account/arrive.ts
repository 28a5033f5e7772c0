import { goto } from '$app/navigation';
import { browserTimeZone } from './time-zones.ts';
import { session } from './session.svelte.ts';

/** After signing in: to where one wanted to go, else home, by way of the welcome for whoever is new. */
export async function arrive(): Promise<void> {
  const answer = await session.load();
  // Mails say times as the person's clock does, so the first browser tells where that is.
  if (answer.ok && answer.value.account?.preferences.timeZone === null)
    await session.change({ preferences: { timeZone: browserTimeZone() } });
  const wanted = session.takeReturn();
  const isNew = answer.ok && answer.value.organisations.length === 0;
  await goto(wanted ?? (isNew ? '/welcome' : '/'), { replaceState: true });
}
