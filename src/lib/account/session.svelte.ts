/** Who uses this browser. */
import type { PreferencesChange } from '#shared/people/preferences.ts';
import { api } from '#lib/api/client.ts';
import type { ApiAnswer, Failure } from '#lib/api/failure.ts';
import type { Account, Me, Organisation } from '#lib/api/shapes.ts';
import { chooseLocale, chooseMotion, chooseTheme } from './appearance.ts';

const personKey = 'person';
const organisationKey = 'organisation';
const returnKey = 'after-sign-in';

class Session {
  me = $state<Me | null>(null);
  failure = $state<Failure | null>(null);
  #chosen = $state(localStorage.getItem(organisationKey));

  /** Which of my organisations I look at: the one chosen on this device, else the first. */
  get organisation(): Organisation | undefined {
    const mine = this.me?.organisations ?? [];
    return mine.find(({ id }) => id === this.#chosen) ?? mine[0];
  }

  /** Looks at another of my organisations; whoever follows a link into one looks at that one. */
  chooseOrganisation(id: string): void {
    if (this.#chosen === id) return;
    this.#chosen = id;
    localStorage.setItem(organisationKey, id);
  }

  /** Asks the server again; what was known stays when it can't be reached. */
  async load(): Promise<ApiAnswer<Me>> {
    const answer = await api.me();
    this.failure = answer.ok ? null : answer.error;
    if (answer.ok) {
      this.me = answer.value;
      if (answer.value.account) this.#take(answer.value.account);
    }
    return answer;
  }

  /** Changes my name or what I prefer; answers why it could not. */
  async change(change: { name?: string; preferences?: PreferencesChange }): Promise<Failure | null> {
    const answer = await api.changeMe(change);
    if (!answer.ok) return answer.error;
    if (this.me) this.me = { ...this.me, account: answer.value };
    this.#take(answer.value);
    return null;
  }

  /** What a person prefers follows them to this device. */
  #take({ id, preferences }: Account): void {
    localStorage.setItem(personKey, id);
    chooseTheme(preferences.theme);
    chooseMotion(preferences.motion);
    chooseLocale(preferences.locale);
  }

  /** Under whose name this device keeps a meeting, known without a network too. */
  personFor(meetingId: string): string | null {
    const { me } = this;
    if (me?.account) return me.account.id;
    if (me) return me.guest?.meetingId === meetingId ? me.guest.memberId : null;
    return localStorage.getItem(personKey);
  }

  organisationOf(id: string): Organisation | undefined {
    return this.me?.organisations.find((organisation) => organisation.id === id);
  }

  /** Ends the session; `clear` removes what this device keeps of the person. */
  async end(clear: (person: string) => Promise<void>): Promise<Failure | null> {
    const answer = await api.signOut();
    if (!answer.ok) return answer.error;
    const person = this.me?.account?.id ?? localStorage.getItem(personKey);
    if (person) await clear(person);
    localStorage.removeItem(personKey);
    localStorage.removeItem(organisationKey);
    this.me = null;
    return null;
  }

  /** Remembers where to go once signed in. */
  returnTo(path: string): void {
    localStorage.setItem(returnKey, path);
  }

  /** Where to go after signing in: only ever a page of ours. */
  takeReturn(): string | null {
    const path = localStorage.getItem(returnKey);
    localStorage.removeItem(returnKey);
    return path && /^\/(?![/\\])/.test(path) ? path : null;
  }
}

export const session = new Session();
