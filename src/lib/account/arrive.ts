import { goto } from '$app/navigation';
import { session } from './session.svelte.ts';

/** After signing in: to where one wanted to go, else home, by way of the welcome for whoever is new. */
export async function arrive(): Promise<void> {
  const answer = await session.load();
  const wanted = session.takeReturn();
  const isNew = answer.ok && answer.value.organisations.length === 0;
  await goto(wanted ?? (isNew ? '/welcome' : '/'), { replaceState: true });
}
