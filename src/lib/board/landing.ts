/**
 * Where a card in the hand may land, read from the page: `data-column` is a column, `data-topics` the list in it,
 * `data-topic` a lone card or a group. The place is marked there too, as `data-landing`: not by Svelte, because
 * hundreds of cards would ask with every step whether they are meant.
 */
import type { Id } from '#shared/protocol/index.ts';

export type Landing =
  | { readonly on: 'topic'; readonly topic: Id }
  | { readonly on: 'column'; readonly column: string; readonly before: Id | null };

/** A landing and the element at which it shows. */
export interface Stop {
  readonly landing: Landing;
  readonly element: HTMLElement;
  readonly mark: 'onto' | 'before' | 'end';
}

/** This close to the edge of a topic means beside it, not onto it. */
const besidePixels = 9;

/** The landing under a point; null where nothing would change. `groups`: a card may land on another one. */
export function stopAt(x: number, y: number, held: HTMLElement, groups: boolean): Stop | null {
  const under = document.elementFromPoint(x, y);
  const column = under?.closest<HTMLElement>('[data-column]');
  if (!column) return null;
  const topic = groups ? under?.closest<HTMLElement>('[data-topic]') : null;
  if (topic) {
    const { top, bottom } = topic.getBoundingClientRect();
    if (y > top + besidePixels && y < bottom - besidePixels) return topic.contains(held) ? null : onto(topic);
  }
  return standsIn(column, held) ? between(column, topicBelow(topicsIn(column), y)) : outOf(held);
}

/** All landings of a column, from its top to its end, without the topic that the held card makes up. */
export function stopsOf(column: HTMLElement, held: HTMLElement, groups: boolean): Stop[] {
  const stands = standsIn(column, held);
  const stops = topicsIn(column).flatMap((topic) => {
    if (topic.contains(held)) return [];
    const before = stands ? between(column, topic) : null;
    return [...(before ? [before] : []), ...(groups ? [onto(topic)] : [])];
  });
  const end = stands ? between(column, null) : null;
  return end ? [...stops, end] : stops;
}

/** A card of one column is ordered in that column only; one without a home goes anywhere. */
function standsIn(column: HTMLElement, held: HTMLElement): boolean {
  return held.dataset.home === undefined || held.dataset.home === column.dataset.column;
}

/** Taken out of its group over another column, a card goes to the end of its own. */
function outOf(held: HTMLElement): Stop | null {
  const isInGroup = (held.closest('[data-topic]')?.querySelectorAll('[data-card]').length ?? 0) > 1;
  const columns = held.closest('[data-scroller]')?.querySelectorAll<HTMLElement>('[data-column]') ?? [];
  const home = [...columns].find((column) => column.dataset.column === held.dataset.home);
  return isInGroup && home ? between(home, null) : null;
}

/** The lone cards and groups of a column, in order. */
export function topicsIn(column: HTMLElement): HTMLElement[] {
  return [...column.querySelectorAll<HTMLElement>('[data-topic]')];
}

function onto(topic: HTMLElement): Stop {
  return { landing: { on: 'topic', topic: topic.dataset.topic ?? '' }, element: topic, mark: 'onto' };
}

function between(column: HTMLElement, before: HTMLElement | null): Stop | null {
  const element = before ?? column.querySelector<HTMLElement>('[data-topics]');
  if (!element) return null;
  const landing: Landing = {
    on: 'column',
    column: column.dataset.column ?? '',
    before: before?.dataset.topic ?? null,
  };
  return { landing, element, mark: before ? 'before' : 'end' };
}

/** The first topic whose middle is below a height: topics stand below one another. */
function topicBelow(topics: readonly HTMLElement[], y: number): HTMLElement | null {
  let low = 0;
  let high = topics.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const box = topics[middle]?.getBoundingClientRect();
    if (box && y < box.top + box.height / 2) high = middle;
    else low = middle + 1;
  }
  return topics[low] ?? null;
}

/** Shows one landing at a time. */
export class LandingMark {
  stop: Stop | null = null;

  show(stop: Stop | null): void {
    if (this.stop && this.stop.element !== stop?.element) delete this.stop.element.dataset.landing;
    if (stop) stop.element.dataset.landing = stop.mark;
    this.stop = stop;
  }
}
