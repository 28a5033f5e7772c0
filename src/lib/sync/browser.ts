import type { Network } from './connection.ts';

/** What the browser says about its network. It is a hint: only a connection proves one. */
export const browserNetwork: Network = {
  onOnline: (heard) => listen('online', heard),
  onOffline: (heard) => listen('offline', heard),
};

function listen(event: 'online' | 'offline', heard: () => void): () => void {
  window.addEventListener(event, heard);
  return () => window.removeEventListener(event, heard);
}
