/**
 * Not knowing is passing the first time and lasting the second (rule G-8): a replica that again sends what nobody can
 * resolve will never be resolved, and must be made anew.
 */
import { Refusal } from '#shared/protocol/index.ts';

const mostRemembered = 10_000;

export class Strikes {
  readonly #struck = new Set<string>();

  judge(who: string, refusal: Refusal): Refusal {
    if (refusal.code !== 'unknown-history') return refusal;
    if (this.#struck.delete(who)) return new Refusal('stale-replica');
    if (this.#struck.size >= mostRemembered) this.#struck.clear();
    this.#struck.add(who);
    return refusal;
  }

  clear(who: string): void {
    if (this.#struck.size > 0) this.#struck.delete(who);
  }
}
