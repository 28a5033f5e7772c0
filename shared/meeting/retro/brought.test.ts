import { describe, expect, it } from 'vitest';
import { PaperMeeting, type PaperPerson } from '#test/doubles/paper-meeting.ts';
import { retro } from './index.ts';
import { cardsOf } from './model.ts';

const ada: PaperPerson = { id: '00000000-0000-4000-8000-000000000001', name: 'Ada', role: 'member' };
const ben: PaperPerson = { id: '00000000-0000-4000-8000-000000000002', name: 'Ben', role: 'member' };

describe('words that somebody brings from a standup', () => {
  it.each([false, true])(
    'P1: are a note of theirs, hidden like the rest until the reveal (anonymous: %s)',
    (anonymous) => {
      const brought = [{ memberId: ben.id, text: 'The build is slow' }];
      const meeting = new PaperMeeting(retro, { anonymous }, ada, { invited: [ben], brought });
      meeting.enter(ben);
      expect(retro.countHidden(meeting.view).total).toBe(1);
      expect(meeting.shownTo(ada.id)).not.toContain('The build is slow');
      expect(meeting.shownTo(ben.id)).toContain('The build is slow');
      meeting.run(ada, 'step.move', { from: 'lobby', to: 'write' });
      meeting.run(ada, 'step.move', { from: 'write', to: 'group', fewAuthorsConfirmed: true });
      const [card] = cardsOf(meeting.board).values();
      expect(card).toMatchObject({ text: 'The build is slow', column: 'start' });
      expect(card?.author).toBe(anonymous ? undefined : ben.id);
    },
  );
});
