/** What a browser itself says about a page: when keys were answered by a picture, and what kept its thread busy. */
import type { CDPSession, Page } from '@playwright/test';

/** Begins to note how long each key press into a field takes to be painted. */
export async function watchKeys(page: Page): Promise<void> {
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(globalThis, { keyTimes: times });
    addEventListener(
      'keydown',
      ({ timeStamp }) =>
        requestAnimationFrame(() => {
          // The task after the frame's own work: the picture is on its way to the screen.
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => times.push(performance.now() - timeStamp);
          port2.postMessage(null);
        }),
      { capture: true },
    );
  });
}

/** The times noted so far, from then on afresh. */
export async function takeKeyTimes(page: Page): Promise<number[]> {
  const times: unknown = await page.evaluate(() => {
    const noted: unknown = Reflect.get(globalThis, 'keyTimes');
    return Array.isArray(noted) ? noted.splice(0) : [];
  });
  return Array.isArray(times) ? times.filter((time) => typeof time === 'number') : [];
}

export interface BusyThread {
  /** Durations of tasks longer than 50 ms. */
  readonly long: readonly number[];
  /** The longest work between two pictures, as far as it is 50 ms or more, and what of it was script. */
  readonly frames: readonly { readonly ms: number; readonly script: number }[];
}

/** Begins to note long tasks. */
export async function watchThread(page: Page): Promise<void> {
  await page.evaluate(() => {
    const noted = { long: [] as number[], frames: [] as { ms: number; script: number }[] };
    Object.assign(globalThis, { busyThread: noted });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) noted.long.push(duration);
    }).observe({ type: 'longtask' });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const scripts: { duration: number }[] = Reflect.get(entry, 'scripts') ?? [];
        noted.frames.push({
          ms: entry.duration,
          script: scripts.reduce((sum, one) => sum + one.duration, 0),
        });
      }
    }).observe({ type: 'long-animation-frame' });
  });
}

/** What was noted since `watchThread`. */
export async function takeThread(page: Page): Promise<BusyThread> {
  return page.evaluate(() => {
    const noted: { long: number[]; frames: { ms: number; script: number }[] } = Reflect.get(
      globalThis,
      'busyThread',
    );
    return { long: noted.long.splice(0), frames: noted.frames.splice(0) };
  });
}

/** Counts the bytes of scripts as they come over the wire, compressed, without the headers of the answers. */
export async function countScripts(session: CDPSession) {
  const scripts = new Map<string, string>();
  let bytes = 0;
  let plain = 0;
  await session.send('Network.enable');
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    if (type !== 'Script') return;
    scripts.set(requestId, response.url);
    const headers = new Map(
      Object.entries(response.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    if (headers.get('content-encoding') !== 'br') plain += 1;
  });
  session.on('Network.dataReceived', ({ requestId, encodedDataLength }) => {
    if (scripts.has(requestId)) bytes += encodedDataLength;
  });
  return { bytes: () => bytes, files: () => scripts.size, uncompressed: () => plain };
}
