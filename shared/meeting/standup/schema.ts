/** The shapes of `notes` in a standup; nothing is edited together, so `table` has no root. */
import { gateLimits } from '../../protocol/index.ts';
import type { DocumentSchemas, RootOf, TextShape } from '../schema.ts';
import { questionsOf } from './model.ts';
import { questionSchema } from './options.ts';

const answerShape: TextShape = { type: 'text', maxLength: gateLimits.cardText };

const notes: RootOf = (name, board) => {
  const [prefix, id, ...rest] = name.split(':');
  if (prefix !== 'text' || rest.length > 0 || !questionSchema.shape.id.safeParse(id).success)
    return undefined;
  const { present, past } = questionsOf(board);
  return [...present, ...past].some((question) => question.id === id) ? answerShape : 'unknown';
};

export const schemas: DocumentSchemas = { table: () => undefined, notes };
