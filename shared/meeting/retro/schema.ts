/** The shapes of `table` and `notes` in a retrospective, as the gate asks for them. */
import { z } from 'zod';
import { gateLimits, idSchema, isId } from '../../protocol/index.ts';
import type { DocumentSchemas, MapShape, RootOf, TextShape } from '../schema.ts';
import { isColumn, noteSchema, wasPublished } from './model.ts';

const placeSchema = z.strictObject({ under: idSchema.nullable(), at: z.number().finite() });

const titleShape: TextShape = { type: 'text', maxLength: gateLimits.title };
const talkShape: TextShape = { type: 'text', maxLength: gateLimits.talk };
const noteText: TextShape = { type: 'text', maxLength: gateLimits.cardText };

const table: RootOf = (name, board) => {
  if (name === 'place') {
    const shape: MapShape = {
      type: 'map',
      maxKeys: 100_000,
      accepts(key, value) {
        const place = placeSchema.safeParse(value);
        if (!isId(key) || !place.success) return false;
        const known =
          wasPublished(key, board) && (!place.data.under || wasPublished(place.data.under, board));
        return known || 'unknown';
      },
    };
    return shape;
  }
  const [prefix, card, ...rest] = name.split(':');
  if (!card || rest.length > 0 || !isId(card) || (prefix !== 'title' && prefix !== 'talk')) return undefined;
  if (!wasPublished(card, board)) return 'unknown';
  return prefix === 'title' ? titleShape : talkShape;
};

const notes: RootOf = (name, board) => {
  if (name === 'cards') {
    return {
      type: 'map',
      maxKeys: gateLimits.cardsPerPerson,
      accepts(key, value) {
        const note = noteSchema.safeParse(value);
        if (!isId(key) || !note.success) return false;
        return isColumn(note.data.column, board) || 'unknown';
      },
    };
  }
  const [prefix, card, ...rest] = name.split(':');
  return prefix === 'text' && card && rest.length === 0 && isId(card) ? noteText : undefined;
};

export const schemas: DocumentSchemas = { table, notes };
