/** Keeps the app itself on the device, so that a reload works without a network. It never keeps anything anybody wrote. */
import { build, files, version } from '$service-worker';

declare const self: ServiceWorkerGlobalScope;

const cacheName = `app-${version}`;
const shell = '/';
const kept = new Set([...build, ...files, shell]);

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(cacheName)
      .then((cache) => cache.addAll([...kept]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  const drop = (names: string[]) =>
    names.filter((name) => name !== cacheName).map((name) => caches.delete(name));
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(drop(names)))
      .then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || isLive(url.pathname)) return;
  if (request.mode === 'navigate') event.respondWith(page(request));
  else if (kept.has(url.pathname)) event.respondWith(file(request));
});

/** What comes from the running server and must never be answered from here. */
function isLive(path: string): boolean {
  return ['/api/', '/socket.io/', '/yjs/'].some((prefix) => path.startsWith(prefix));
}

/** The page from the network, and without one the page that is kept: it is the same for every address. */
async function page(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const cached = await caches.match(shell);
    if (cached) return cached;
    throw error;
  }
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}
