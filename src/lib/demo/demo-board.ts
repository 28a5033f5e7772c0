/** A board with people and notes on it, in any step and either kind. */
import type { Step } from '#shared/meeting/retro/model.ts';
import { RetroBoard } from '#lib/board/retro-board.svelte.ts';
import { DemoConnection, type DemoPerson } from './demo-connection.ts';

let next = 0;
/** Ids that are the same at every visit, so that pictures of it can be compared. */
const id = () => `00000000-0000-4000-8000-${String((next += 1)).padStart(12, '0')}`;
const names = ['Maria Álvarez', 'Jonas Petersen', 'Sofia Okafor', 'Lukas Kim', 'Tomás Rey'];

const written: readonly (readonly { column: string; text: string }[])[] = [
  [
    { column: 'start', text: 'Write the rollback steps before we deploy' },
    { column: 'start', text: 'Ten minutes of demo every Friday, whoever has something' },
    { column: 'stop', text: 'Merging on Friday afternoon 🙃' },
    { column: 'continue', text: 'Short standups. Fifteen minutes was enough every day but one.' },
  ],
  [
    { column: 'start', text: 'Canary for the billing job' },
    { column: 'stop', text: 'Two trackers for the same work' },
  ],
  [
    { column: 'start', text: 'Pair on the incident handbook' },
    { column: 'stop', text: 'Hotfixes after five' },
    { column: 'continue', text: 'שאלנו את התמיכה על שלוש התלונות הגדולות' },
  ],
  [
    { column: 'start', text: 'Checklist in the pull request' },
    {
      column: 'stop',
      text: 'Meetings without an owner: nobody knows why we are there, and nobody dares to leave',
    },
    { column: 'continue', text: 'Asking support for the three loudest complaints each week' },
  ],
  [
    {
      column: 'stop',
      text: 'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
    },
  ],
];

const order: readonly Step[] = ['lobby', 'write', 'group', 'vote', 'discuss'];

/** Walks a board to a step as a team would. */
export function demoBoard(step: Step, anonymous: boolean): RetroBoard {
  next = 0;
  const [first = { id: id(), name: '' }, ...others] = names.map((name): DemoPerson => ({ id: id(), name }));
  const connection = new DemoConnection([first, ...others], { anonymous }, id);
  const board = new RetroBoard(connection, id);
  const run = (name: string, payload: unknown) => void connection.command(name, payload);
  for (const [at, to] of order.slice(1, order.indexOf(step) + 1).entries()) {
    run('step.move', { from: order[at], to });
    if (to === 'write')
      [first, ...others].forEach((person, index) => connection.write(person.id, written[index] ?? []));
    if (to === 'group') groupSome(board);
    if (to === 'vote') voteSome(board);
  }
  run('timer.set', { action: 'start', seconds: 272 });
  run('done.set', { done: false });
  if (step === 'discuss') {
    const topic = board.talk.ranked[0];
    if (topic)
      void board.actions.save({
        text: 'Add the rollback steps to the deploy template',
        ownerId: others[0]?.id ?? null,
        due: '2026-12-04',
        topic: topic.id,
      });
  }
  return board;
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

function voteSome(board: RetroBoard): void {
  for (const words of ['Write the rollback', 'Write the rollback', 'Pair on', 'Merging']) {
    const id = card(board, words);
    const topic = board.topics.find(({ members }) => members.includes(id));
    if (topic) board.votes.vote(topic, 1);
  }
}
