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
export function stopAt(x: number, y: number, held: Element, groups: boolean): Stop | null {
  const under = document.elementFromPoint(x, y);
  const column = under?.closest<HTMLElement>('[data-column]');
  if (!column) return null;
  const topic = groups ? under?.closest<HTMLElement>('[data-topic]') : null;
  if (topic) {
    const { top, bottom } = topic.getBoundingClientRect();
    if (y > top + besidePixels && y < bottom - besidePixels) return topic.contains(held) ? null : onto(topic);
  }
  return between(column, topicBelow(topicsIn(column), y));
}

/** All landings of a column, from its top to its end, without the topic that the held card makes up. */
export function stopsOf(column: HTMLElement, held: Element, groups: boolean): Stop[] {
  const stops = topicsIn(column).flatMap((topic) => {
    if (topic.contains(held)) return [];
    const before = between(column, topic);
    return [...(before ? [before] : []), ...(groups ? [onto(topic)] : [])];
  });
  const end = between(column, null);
  return end ? [...stops, end] : stops;
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
