/** A board with people and notes on it, in any step and of any size. */
import type { Step } from '#shared/meeting/retro/model.ts';
import { RetroBoard } from '#lib/board/retro-board.svelte.ts';
import { DemoConnection, type DemoPerson } from './demo-connection.ts';
import { awaitedNames, longest, names, talk, written, type WrittenWords } from './demo-words.ts';

/** What one can ask for in the address of /dev/ui. */
export interface DemoWish {
  readonly step: Step;
  readonly anonymous: boolean;
  readonly size: 'empty' | 'usual' | 'full';
  /** Looked at by somebody who does not lead, in a meeting that is locked. */
  readonly locked: boolean;
  readonly liveVotes: boolean;
}

let next = 0;
/** Ids that are the same at every visit, so that pictures of it can be compared. */
const id = () => `00000000-0000-4000-8000-${String((next += 1)).padStart(12, '0')}`;
const order: readonly Step[] = ['lobby', 'write', 'group', 'vote', 'discuss'];

/** Walks a board to a step as a team would. */
export function demoBoard(wish: DemoWish): RetroBoard {
  next = 0;
  const full = wish.size === 'full';
  const everybody = full
    ? Array.from({ length: 60 }, (_one, at) => `${names[at % 5] ?? ''} ${at + 1}`)
    : names;
  const [first = { id: id(), name: '' }, ...others] = everybody.map((name): DemoPerson => ({
    id: id(),
    name,
  }));
  const awaited = awaitedNames.map((name): DemoPerson => ({ id: id(), name }));
  const { anonymous, liveVotes } = wish;
  const options = { anonymous, liveVotes, minutes: { write: 5, group: null, vote: 3, discuss: null } };
  const connection = new DemoConnection([first, ...others], options, id, awaited);
  const board = new RetroBoard(connection, id);
  const run = (name: string, payload: unknown) => void connection.command(name, payload);

  if (wish.size !== 'empty')
    others
      .slice(0, 3)
      .forEach((person, at) => void connection.commandBy(person.id, 'mood.set', { mood: at + 3 }));
  for (const [at, to] of order.slice(1, order.indexOf(wish.step) + 1).entries()) {
    run('step.move', { from: order[at], to, ...(to === 'group' ? { fewAuthorsConfirmed: true } : {}) });
    if (wish.size === 'empty') continue;
    if (to === 'write')
      [first, ...others].forEach((person, index) => connection.write(person.id, wordsOf(index, full)));
    if (to === 'group') groupSome(board);
    if (to === 'vote') voteSome(board, connection);
  }
  run('timer.set', { action: 'start', seconds: 272 });
  if (wish.step === 'discuss' && wish.size !== 'empty') discussSome(board, connection, others);
  const [second] = others;
  if (wish.locked && second) {
    run('meeting.lock', { locked: true });
    run('facilitation.hand', { to: second.id });
  }
  return board;
}

function wordsOf(index: number, full: boolean): readonly WrittenWords[] {
  const own = written[index % written.length] ?? [];
  return full && index === 0 ? [...own, { column: 'start', text: longest }] : own;
}

function card(board: RetroBoard, words: string): string {
  return board.topics.flatMap(({ cards }) => cards).find(({ text }) => text.startsWith(words))?.id ?? '';
}

function groupSome(board: RetroBoard): void {
  const lead = card(board, 'Write the rollback');
  board.moves.group(card(board, 'Canary'), lead);
  board.moves.group(card(board, 'Checklist'), lead);
  board.titleText(lead).write('', 'Safer deploys', 13);
  board.moves.group(card(board, 'Hotfixes'), card(board, 'Merging'));
}

function voteSome(board: RetroBoard, connection: DemoConnection): void {
  for (const words of ['Write the rollback', 'Write the rollback', 'Pair on', 'Merging']) {
    const id = card(board, words);
    const topic = board.topics.find(({ members }) => members.includes(id));
    if (topic) board.votes.vote(topic, 1);
  }
  connection.voteOfOthers(card(board, 'Write the rollback'), 7);
  connection.voteOfOthers(card(board, 'Merging'), 4);
}

function discussSome(board: RetroBoard, connection: DemoConnection, others: readonly DemoPerson[]): void {
  const [topic] = board.talk.ranked;
  const [jonas, sofia, lukas] = others;
  if (!topic || !jonas || !sofia || !lukas) return;
  const [first, second] = topic.cards;
  board.talkText(topic.id).write('', talk, talk.length);
  connection.place(jonas.id, topic.id, 75, false);
  connection.place(sofia.id, topic.id, talk.length, true);
  if (first && second) {
    for (const { id: by } of [jonas, sofia])
      void connection.commandBy(by, 'reaction.set', { card: first.id, kind: 'agree', on: true });
    void board.remarks.react(first.id, 'agree', true);
    void connection.commandBy(lukas.id, 'reaction.set', { card: first.id, kind: 'idea', on: true });
    const say = (by: string, text: string) =>
      void connection.commandBy(by, 'comment.save', { id: id(), card: second.id, text });
    say(jonas.id, 'The billing job is the one that scares me most.');
    say(board.me?.id ?? '', 'Then we start there.');
  }
  void board.actions.save({
    text: 'Add the rollback steps to the deploy template',
    ownerId: jonas.id,
    due: '2026-12-04',
    topic: topic.id,
  });
  const last = board.talk.ranked.at(-1);
  if (last) board.talk.setDiscussed(last, true);
}
