/** Who has a picture, by account or by place in a meeting. Until it is known, and without one, a face shows initials. */
import { SvelteMap } from 'svelte/reactivity';
import { api } from '#lib/api/client.ts';
import type { ApiAnswer } from '#lib/api/failure.ts';

interface PictureOf {
  readonly id: string;
  readonly url: string;
}

class Pictures {
  readonly #urls = new SvelteMap<string, string>();

  /** Where somebody's picture is. */
  of(id: string): string | undefined {
    return this.#urls.get(id);
  }

  /** Learns the pictures of an organisation's people. */
  async ofOrganisation(id: string): Promise<void> {
    this.#take(await api.organisationPictures(id));
  }

  /** Learns the pictures of those in a meeting. */
  async ofMeeting(id: string): Promise<void> {
    this.#take(await api.meetingPictures(id));
  }

  /** My own one changed, or is known now. */
  set(id: string, url: string | null): void {
    if (url === null) this.#urls.delete(id);
    else this.#urls.set(id, url);
  }

  /** What can't be learnt is not worth a word: initials stand for it. */
  #take(answer: ApiAnswer<PictureOf[]>): void {
    if (!answer.ok) return;
    for (const { id, url } of answer.value) this.#urls.set(id, url);
  }
}

export const pictures = new Pictures();
