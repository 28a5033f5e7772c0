import type { Timer } from '#shared/meeting/parts/timer.ts';

/** Milliseconds that a timer still has. */
export function millisecondsLeft(timer: Timer, now: number): number {
  return timer.kind === 'running' ? Math.max(0, timer.endsAt - now) : timer.left;
}

/** Minutes and seconds, as a clock shows them: 04:12. A begun second counts whole, so that 0:00 is the end. */
export function clockText(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}
