import { Refusal } from '#shared/protocol/index.ts';
import type { TransportParts } from './parts.ts';

/** What the door answers. When it can't look anybody up, that passes: whoever came is not told of a bug. */
export async function atDoor<T>({ report }: Pick<TransportParts, 'report'>, answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Refusal) throw error;
    report('the door could not look', error);
    throw new Refusal('not-saved');
  }
}
