/**
 * Undo and redo of what I did here: writing, moving, grouping, naming. One line of time over both documents that I
 * edit. What others did is never undone; what they did since stays.
 */
import type * as Y from 'yjs';
import { localOrigin } from '#lib/sync/origins.ts';
import type { BoardConnection } from './connection.ts';
import { undoOf } from './undo.ts';

/** Under this name a step knows when it was made, among those of both documents. */
const turn = 'turn';

const edited = ['notes', 'table'] as const;
type Edited = (typeof edited)[number];

export class BoardHistory {
  readonly #connection: BoardConnection;
  readonly #stepped: () => void;
  readonly #managers: Record<Edited, Y.UndoManager>;
  #turn = 0;
  canUndo = $state(false);
  canRedo = $state(false);
  /** True while the last step is one that is easily made by mistake. */
  offered = $state(false);

  /** `stepped` is called after every undo and redo. */
  constructor(connection: BoardConnection, stepped: () => void) {
    this.#connection = connection;
    this.#stepped = stepped;
    this.#managers = { notes: this.#follow('notes'), table: this.#follow('table') };
    connection.on('replaced', () => this.#replaced());
  }

  /** Offers to take back what was just done, until something else is done. */
  offer(): void {
    this.offered = this.canUndo;
  }

  /** Takes back my last step. False when there is none. */
  undo(): boolean {
    return this.#step('undoStack', (manager) => manager.undo());
  }

  /** Does again what was taken back last, unless something was done since. */
  redo(): boolean {
    return this.#step('redoStack', (manager) => manager.redo());
  }

  #step(stack: 'undoStack' | 'redoStack', go: (manager: Y.UndoManager) => unknown): boolean {
    const turns = (slot: Edited) => turnOf(this.#managers[slot][stack].at(-1));
    const last = edited.reduce((one, other) => (turns(other) > turns(one) ? other : one));
    if (turns(last) < 0) return false;
    const done = go(this.#managers[last]);
    this.offered = false;
    this.#look();
    // What others overwrote meanwhile stays as they left it: then it is the turn of the step before.
    if (done === null) return this.#step(stack, go);
    this.#stepped();
    return true;
  }

  #follow(slot: Edited): Y.UndoManager {
    const manager = undoOf(this.#connection[slot]);
    manager.on('stack-item-added', ({ stackItem, origin }) => {
      this.#turn += 1;
      stackItem.meta.set(turn, this.#turn);
      this.#done(origin);
    });
    manager.on('stack-item-updated', ({ origin }) => this.#done(origin));
    return manager;
  }

  /** A new step ends what could be done again, in the other document too. */
  #done(origin: unknown): void {
    this.offered = false;
    if (origin === localOrigin)
      for (const manager of Object.values(this.#managers)) manager.clear(false, true);
    this.#look();
  }

  /** A document that was refused goes, and the steps in it. */
  #replaced(): void {
    for (const slot of edited) {
      if (this.#managers[slot].doc === this.#connection[slot]) continue;
      this.#managers[slot].destroy();
      this.#managers[slot] = this.#follow(slot);
    }
    this.#look();
  }

  #look(): void {
    const managers = Object.values(this.#managers);
    this.canUndo = managers.some((manager) => manager.canUndo());
    this.canRedo = managers.some((manager) => manager.canRedo());
  }
}

function turnOf(step: Y.UndoManager['undoStack'][number] | undefined): number {
  const at: unknown = step?.meta.get(turn);
  return typeof at === 'number' ? at : -1;
}
