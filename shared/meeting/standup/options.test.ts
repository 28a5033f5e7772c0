import { describe, expect, it } from 'vitest';
import { callLinkSchema, daySchema, optionsSchema } from './options.ts';

const isLink = (link: string) => callLinkSchema.safeParse(link).success;

describe('a standup’s options', () => {
  it('have defaults for all but the day', () => {
    expect(optionsSchema.parse({})).toMatchObject({
      mood: true,
      order: 'shuffled',
      callLink: null,
      day: null,
    });
  });

  it.each([
    'https://us02web.zoom.us/j/123?pwd=abc',
    'https://meet.google.com/abc-defg-hij',
    'https://teams.microsoft.com/l/meetup-join/19%3a',
    'https://acme.webex.com/meet/ada',
  ])('take the call link %s', (link) => expect(isLink(link)).toBe(true));

  it.each([
    'http://zoom.us/j/1',
    'javascript:alert(1)//zoom.us/',
    'https://zoom.us.evil.example/j/1',
    'https://evilzoom.us/j/1',
    'https://zoom.us@evil.example/j/1',
    'https://zoom.us:443@evil.example/',
    'https://zoom.us\\@evil.example/',
    'https://evil.example/?https://zoom.us/',
    'https://zoom.us/j/1 <script>',
    'https://zoom.us/j/1\nhttps://evil.example',
  ])('B-10, B-14: refuse the call link %j', (link) => expect(isLink(link)).toBe(false));

  it('refuse a day in an unknown zone, one that is none, and questions with an id twice', () => {
    const day = { date: '2026-02-28', zone: 'Europe/Zurich', closesAt: 1 };
    expect(daySchema.safeParse(day).success).toBe(true);
    expect(daySchema.safeParse({ ...day, zone: 'Europe/Nowhere' }).success).toBe(false);
    expect(daySchema.safeParse({ ...day, date: '2026-02-29' }).success).toBe(false);
    const question = { id: 'a', text: 'What?', kind: 'free' };
    expect(optionsSchema.safeParse({ questions: [question, question] }).success).toBe(false);
    expect(optionsSchema.safeParse({ questions: [] }).success).toBe(false);
  });
});
