import type { Outcome } from '#shared/meeting/index.ts';
import type { Letter } from '../letter.ts';
import { line, type MailWords } from './line.ts';

const mostTopics = 5;

/** What a meeting came to: action items first, then what was talked about most. The rest is on the page. */
export function summaryMail({ to, meeting }: Letter, address: string, outcome: Outcome): MailWords {
  const title = line(meeting.title);
  return {
    to: to.email,
    subject: `Summary: ${title}`,
    text: [
      `Hello ${line(to.name)},`,
      `“${title}” of ${line(meeting.team)} is over. This is what came of it.`,
      ['ACTION ITEMS', ...actions(outcome)].join('\n'),
      ...(outcome.topics.length > 0 ? [['TOPICS', ...topics(outcome)].join('\n')] : []),
      `The whole summary:\n${address}\n`,
    ].join('\n\n'),
  };
}

function actions({ actionItems }: Outcome): string[] {
  if (actionItems.length === 0) return ['None this time.'];
  return actionItems.map(({ text, owner, due, done }) => {
    const details = [
      owner === null ? 'nobody yet' : line(owner),
      ...(due === null ? [] : [`due ${dayText(due)}`]),
      ...(done ? ['done already'] : []),
    ];
    return `- ${line(text)} (${details.join(', ')})`;
  });
}

function topics({ topics }: Outcome): string[] {
  const shown = topics.slice(0, mostTopics).map(({ title, votes }, index) => {
    const counted = votes === null ? '' : votes === 1 ? ' – 1 vote' : ` – ${String(votes)} votes`;
    return `${String(index + 1)}. ${line(title)}${counted}`;
  });
  const left = topics.length - shown.length;
  return left > 0 ? [...shown, `and ${String(left)} more`] : shown;
}

/** A date without a time, in words. */
function dayText(day: string): string {
  return new Date(`${day}T00:00:00Z`).toLocaleDateString('en-GB', {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });
}
