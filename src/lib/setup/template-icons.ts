/** The picture of each template. */
import Bookmark from '@lucide/svelte/icons/bookmark';
import Balloon from '@lucide/svelte/icons/balloon';
import Binoculars from '@lucide/svelte/icons/binoculars';
import CirclePlay from '@lucide/svelte/icons/circle-play';
import Clover from '@lucide/svelte/icons/clover';
import Coffee from '@lucide/svelte/icons/coffee';
import Feather from '@lucide/svelte/icons/feather';
import Flower2 from '@lucide/svelte/icons/flower-2';
import Gift from '@lucide/svelte/icons/gift';
import Hourglass from '@lucide/svelte/icons/hourglass';
import Lightbulb from '@lucide/svelte/icons/lightbulb';
import Medal from '@lucide/svelte/icons/medal';
import PiggyBank from '@lucide/svelte/icons/piggy-bank';
import Replace from '@lucide/svelte/icons/replace';
import Rocket from '@lucide/svelte/icons/rocket';
import Sailboat from '@lucide/svelte/icons/sailboat';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import Smile from '@lucide/svelte/icons/smile';
import Star from '@lucide/svelte/icons/star';
import ThumbsUp from '@lucide/svelte/icons/thumbs-up';
import Trophy from '@lucide/svelte/icons/trophy';
import Volleyball from '@lucide/svelte/icons/volleyball';
import Wrench from '@lucide/svelte/icons/wrench';

const icons = {
  'start-stop-continue': CirclePlay,
  'went-well': ThumbsUp,
  'mad-sad-glad': Smile,
  'four-ls': Clover,
  'three-little-pigs': PiggyBank,
  tiny: Feather,
  'winning-streak': Trophy,
  'lean-coffee': Coffee,
  'play-ball': Volleyball,
  'space-rocket': Rocket,
  sailboat: Sailboat,
  balloon: Balloon,
  daki: Replace,
  starfish: Star,
  'fix-and-keep': Wrench,
  'focus-concerns-excitement': Binoculars,
  'olympic-games': Medal,
  'wish-list': Gift,
  'past-present-future': Hourglass,
  kalm: SlidersHorizontal,
  'good-bad-ideas-actions': Lightbulb,
  'rose-bud-thorn': Flower2,
};

/** The icon of a template; the team's own ones share one. */
export function templateIcon(id: string | null): typeof Bookmark {
  return Object.entries(icons).find(([name]) => name === id)?.[1] ?? Bookmark;
}
