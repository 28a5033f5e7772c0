/** The screens of the steps, each fetched by itself: one waits for the step that one comes into, and for no other. */
const restMs = 2_000;

export const stepParts = {
  lobby: () => import('./Lobby.svelte'),
  write: () => import('./WriteStep.svelte'),
  group: () => import('./GroupStep.svelte'),
  vote: () => import('./VoteStep.svelte'),
  discuss: () => import('./DiscussStep.svelte'),
};

/** Fetches all of them once the page has rested: the meeting may move on without a network. */
export function fetchSteps(): void {
  setTimeout(() => {
    const { lobby, write, group, vote, discuss } = stepParts;
    // Whoever comes to a step that could not be fetched is told so.
    void Promise.allSettled([lobby(), write(), group(), vote(), discuss()]);
  }, restMs);
}
