/** Budgets of tries, kept in this process: each node has its own, which multiplies them by the nodes at most. */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { Refusal } from '#shared/protocol/index.ts';
import type { Limits } from './deps.ts';
import type { Limiter } from './ports.ts';
import type { Exchange } from './route.ts';

/** So many tries under one key in so many seconds. */
export function limiter(points: number, seconds: number): Limiter {
  const memory = new RateLimiterMemory({ points, duration: seconds });
  return {
    async take(key, tries = 1) {
      try {
        await memory.consume(key, tries);
        return 0;
      } catch (error) {
        if (error instanceof RateLimiterRes) return Math.max(1, Math.ceil(error.msBeforeNext / 1000));
        throw error;
      }
    },
  };
}

const tenMinutes = 600;
const hour = 3600;
const day = 24 * hour;

/** Generous for people, many of whom may sit behind one address; useless for guessing. */
export function createLimits(): Limits {
  return {
    signInByAddress: limiter(200, tenMinutes),
    signInByAddressAndEmail: limiter(10, tenMinutes),
    secretsByAddress: limiter(300, tenMinutes),
    codesByEmail: limiter(30, hour),
    mailsByEmail: limiter(60, hour),
    guestsByAddress: limiter(300, tenMinutes),
    invitesByPerson: limiter(200, hour),
    invitesByOrganisation: limiter(1_000, day),
    invitesToAddressByOrganisation: limiter(6, day),
    invitesToAddress: limiter(30, day),
  };
}

/** Throws `too-many` when a limiter said to wait. */
export function tooMany(waitSeconds: number, exchange: Exchange): void {
  if (waitSeconds === 0) return;
  exchange.retryAfter(waitSeconds);
  throw new Refusal('too-many');
}
