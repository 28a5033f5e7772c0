/** The templates that come with the product. */
import { m } from '#messages';

type Words = () => string;

/** How much a template asks of whoever facilitates. */
export type Level = 'easy' | 'medium' | 'hard';

/** A template of the product: its texts are messages, so that they follow the language. */
export interface BuiltIn {
  readonly id: string;
  readonly level: Level;
  readonly name: Words;
  readonly purpose: Words;
  readonly hint: Words;
  /** Id, colour, title, prompt. */
  readonly columns: readonly (readonly [id: string, colour: number, title: Words, prompt: Words])[];
}

/** In the order of the gallery: Start, Stop, Continue first, which most teams use. */
export const builtIns: readonly BuiltIn[] = [
  {
    id: 'start-stop-continue',
    level: 'easy',
    name: m.template_start_stop_continue,
    purpose: m.template_start_stop_continue_purpose,
    hint: m.template_start_stop_continue_hint,
    columns: [
      ['start', 1, m.column_start_stop_continue_start, m.column_start_stop_continue_start_prompt],
      ['stop', 2, m.column_start_stop_continue_stop, m.column_start_stop_continue_stop_prompt],
      ['continue', 3, m.column_start_stop_continue_continue, m.column_start_stop_continue_continue_prompt],
    ],
  },
  {
    id: 'went-well',
    level: 'easy',
    name: m.template_went_well,
    purpose: m.template_went_well_purpose,
    hint: m.template_went_well_hint,
    columns: [
      ['went-well', 1, m.column_went_well_went_well, m.column_went_well_went_well_prompt],
      ['did-not', 2, m.column_went_well_did_not, m.column_went_well_did_not_prompt],
    ],
  },
  {
    id: 'mad-sad-glad',
    level: 'medium',
    name: m.template_mad_sad_glad,
    purpose: m.template_mad_sad_glad_purpose,
    hint: m.template_mad_sad_glad_hint,
    columns: [
      ['mad', 2, m.column_mad_sad_glad_mad, m.column_mad_sad_glad_mad_prompt],
      ['sad', 3, m.column_mad_sad_glad_sad, m.column_mad_sad_glad_sad_prompt],
      ['glad', 1, m.column_mad_sad_glad_glad, m.column_mad_sad_glad_glad_prompt],
    ],
  },
  {
    id: 'four-ls',
    level: 'easy',
    name: m.template_four_ls,
    purpose: m.template_four_ls_purpose,
    hint: m.template_four_ls_hint,
    columns: [
      ['liked', 1, m.column_four_ls_liked, m.column_four_ls_liked_prompt],
      ['learned', 3, m.column_four_ls_learned, m.column_four_ls_learned_prompt],
      ['lacked', 2, m.column_four_ls_lacked, m.column_four_ls_lacked_prompt],
      ['longed-for', 4, m.column_four_ls_longed_for, m.column_four_ls_longed_for_prompt],
    ],
  },
  {
    id: 'three-little-pigs',
    level: 'medium',
    name: m.template_three_little_pigs,
    purpose: m.template_three_little_pigs_purpose,
    hint: m.template_three_little_pigs_hint,
    columns: [
      ['straw', 5, m.column_three_little_pigs_straw, m.column_three_little_pigs_straw_prompt],
      ['sticks', 1, m.column_three_little_pigs_sticks, m.column_three_little_pigs_sticks_prompt],
      ['bricks', 2, m.column_three_little_pigs_bricks, m.column_three_little_pigs_bricks_prompt],
    ],
  },
  {
    id: 'tiny',
    level: 'easy',
    name: m.template_tiny,
    purpose: m.template_tiny_purpose,
    hint: m.template_tiny_hint,
    columns: [
      ['technical', 3, m.column_tiny_technical, m.column_tiny_technical_prompt],
      ['process', 1, m.column_tiny_process, m.column_tiny_process_prompt],
      ['other', 4, m.column_tiny_other, m.column_tiny_other_prompt],
      ['big-ideas', 5, m.column_tiny_big_ideas, m.column_tiny_big_ideas_prompt],
    ],
  },
  {
    id: 'winning-streak',
    level: 'easy',
    name: m.template_winning_streak,
    purpose: m.template_winning_streak_purpose,
    hint: m.template_winning_streak_hint,
    columns: [
      ['proud-of', 1, m.column_winning_streak_proud_of, m.column_winning_streak_proud_of_prompt],
      ['what-helped', 3, m.column_winning_streak_what_helped, m.column_winning_streak_what_helped_prompt],
      ['keep-it-up', 5, m.column_winning_streak_keep_it_up, m.column_winning_streak_keep_it_up_prompt],
      ['kudos', 4, m.column_winning_streak_kudos, m.column_winning_streak_kudos_prompt],
    ],
  },
  {
    id: 'lean-coffee',
    level: 'easy',
    name: m.template_lean_coffee,
    purpose: m.template_lean_coffee_purpose,
    hint: m.template_lean_coffee_hint,
    columns: [['topics', 5, m.column_lean_coffee_topics, m.column_lean_coffee_topics_prompt]],
  },
  {
    id: 'play-ball',
    level: 'medium',
    name: m.template_play_ball,
    purpose: m.template_play_ball_purpose,
    hint: m.template_play_ball_hint,
    columns: [
      ['free-throws', 1, m.column_play_ball_free_throws, m.column_play_ball_free_throws_prompt],
      ['two-pointers', 3, m.column_play_ball_two_pointers, m.column_play_ball_two_pointers_prompt],
      ['three-pointers', 2, m.column_play_ball_three_pointers, m.column_play_ball_three_pointers_prompt],
    ],
  },
  {
    id: 'space-rocket',
    level: 'easy',
    name: m.template_space_rocket,
    purpose: m.template_space_rocket_purpose,
    hint: m.template_space_rocket_hint,
    columns: [
      ['malfunctions', 2, m.column_space_rocket_malfunctions, m.column_space_rocket_malfunctions_prompt],
      ['thrusters', 3, m.column_space_rocket_thrusters, m.column_space_rocket_thrusters_prompt],
    ],
  },
  {
    id: 'sailboat',
    level: 'medium',
    name: m.template_sailboat,
    purpose: m.template_sailboat_purpose,
    hint: m.template_sailboat_hint,
    columns: [
      ['wind', 3, m.column_sailboat_wind, m.column_sailboat_wind_prompt],
      ['anchors', 4, m.column_sailboat_anchors, m.column_sailboat_anchors_prompt],
      ['rocks', 2, m.column_sailboat_rocks, m.column_sailboat_rocks_prompt],
      ['island', 1, m.column_sailboat_island, m.column_sailboat_island_prompt],
    ],
  },
  {
    id: 'balloon',
    level: 'medium',
    name: m.template_balloon,
    purpose: m.template_balloon_purpose,
    hint: m.template_balloon_hint,
    columns: [
      ['hot-air', 2, m.column_balloon_hot_air, m.column_balloon_hot_air_prompt],
      ['sandbags', 5, m.column_balloon_sandbags, m.column_balloon_sandbags_prompt],
      ['storm-clouds', 4, m.column_balloon_storm_clouds, m.column_balloon_storm_clouds_prompt],
      ['sunny-skies', 3, m.column_balloon_sunny_skies, m.column_balloon_sunny_skies_prompt],
    ],
  },
  {
    id: 'daki',
    level: 'medium',
    name: m.template_daki,
    purpose: m.template_daki_purpose,
    hint: m.template_daki_hint,
    columns: [
      ['drop', 2, m.column_daki_drop, m.column_daki_drop_prompt],
      ['add', 1, m.column_daki_add, m.column_daki_add_prompt],
      ['keep', 3, m.column_daki_keep, m.column_daki_keep_prompt],
      ['improve', 5, m.column_daki_improve, m.column_daki_improve_prompt],
    ],
  },
  {
    id: 'starfish',
    level: 'hard',
    name: m.template_starfish,
    purpose: m.template_starfish_purpose,
    hint: m.template_starfish_hint,
    columns: [
      ['keep', 3, m.column_starfish_keep, m.column_starfish_keep_prompt],
      ['start', 1, m.column_starfish_start, m.column_starfish_start_prompt],
      ['stop', 2, m.column_starfish_stop, m.column_starfish_stop_prompt],
      ['less', 5, m.column_starfish_less, m.column_starfish_less_prompt],
      ['more', 4, m.column_starfish_more, m.column_starfish_more_prompt],
    ],
  },
  {
    id: 'fix-and-keep',
    level: 'easy',
    name: m.template_fix_and_keep,
    purpose: m.template_fix_and_keep_purpose,
    hint: m.template_fix_and_keep_hint,
    columns: [
      ['fix', 2, m.column_fix_and_keep_fix, m.column_fix_and_keep_fix_prompt],
      ['keep', 1, m.column_fix_and_keep_keep, m.column_fix_and_keep_keep_prompt],
    ],
  },
  {
    id: 'focus-concerns-excitement',
    level: 'medium',
    name: m.template_focus_concerns_excitement,
    purpose: m.template_focus_concerns_excitement_purpose,
    hint: m.template_focus_concerns_excitement_hint,
    columns: [
      ['focus', 3, m.column_focus_concerns_excitement_focus, m.column_focus_concerns_excitement_focus_prompt],
      [
        'concerns',
        2,
        m.column_focus_concerns_excitement_concerns,
        m.column_focus_concerns_excitement_concerns_prompt,
      ],
      [
        'excitement',
        5,
        m.column_focus_concerns_excitement_excitement,
        m.column_focus_concerns_excitement_excitement_prompt,
      ],
    ],
  },
  {
    id: 'olympic-games',
    level: 'easy',
    name: m.template_olympic_games,
    purpose: m.template_olympic_games_purpose,
    hint: m.template_olympic_games_hint,
    columns: [
      ['gold', 5, m.column_olympic_games_gold, m.column_olympic_games_gold_prompt],
      ['silver', 3, m.column_olympic_games_silver, m.column_olympic_games_silver_prompt],
      ['hurdles', 2, m.column_olympic_games_hurdles, m.column_olympic_games_hurdles_prompt],
      ['spirit', 1, m.column_olympic_games_spirit, m.column_olympic_games_spirit_prompt],
    ],
  },
  {
    id: 'wish-list',
    level: 'easy',
    name: m.template_wish_list,
    purpose: m.template_wish_list_purpose,
    hint: m.template_wish_list_hint,
    columns: [
      ['wishes', 4, m.column_wish_list_wishes, m.column_wish_list_wishes_prompt],
      ['helpers', 1, m.column_wish_list_helpers, m.column_wish_list_helpers_prompt],
      ['blockers', 2, m.column_wish_list_blockers, m.column_wish_list_blockers_prompt],
    ],
  },
  {
    id: 'past-present-future',
    level: 'hard',
    name: m.template_past_present_future,
    purpose: m.template_past_present_future_purpose,
    hint: m.template_past_present_future_hint,
    columns: [
      ['past', 4, m.column_past_present_future_past, m.column_past_present_future_past_prompt],
      ['present', 3, m.column_past_present_future_present, m.column_past_present_future_present_prompt],
      ['future', 1, m.column_past_present_future_future, m.column_past_present_future_future_prompt],
    ],
  },
  {
    id: 'kalm',
    level: 'medium',
    name: m.template_kalm,
    purpose: m.template_kalm_purpose,
    hint: m.template_kalm_hint,
    columns: [
      ['keep', 3, m.column_kalm_keep, m.column_kalm_keep_prompt],
      ['add', 1, m.column_kalm_add, m.column_kalm_add_prompt],
      ['less', 2, m.column_kalm_less, m.column_kalm_less_prompt],
      ['more', 5, m.column_kalm_more, m.column_kalm_more_prompt],
    ],
  },
  {
    id: 'good-bad-ideas-actions',
    level: 'easy',
    name: m.template_good_bad_ideas_actions,
    purpose: m.template_good_bad_ideas_actions_purpose,
    hint: m.template_good_bad_ideas_actions_hint,
    columns: [
      ['good', 1, m.column_good_bad_ideas_actions_good, m.column_good_bad_ideas_actions_good_prompt],
      ['bad', 2, m.column_good_bad_ideas_actions_bad, m.column_good_bad_ideas_actions_bad_prompt],
      ['ideas', 5, m.column_good_bad_ideas_actions_ideas, m.column_good_bad_ideas_actions_ideas_prompt],
      ['actions', 3, m.column_good_bad_ideas_actions_actions, m.column_good_bad_ideas_actions_actions_prompt],
    ],
  },
  {
    id: 'rose-bud-thorn',
    level: 'easy',
    name: m.template_rose_bud_thorn,
    purpose: m.template_rose_bud_thorn_purpose,
    hint: m.template_rose_bud_thorn_hint,
    columns: [
      ['rose', 2, m.column_rose_bud_thorn_rose, m.column_rose_bud_thorn_rose_prompt],
      ['bud', 1, m.column_rose_bud_thorn_bud, m.column_rose_bud_thorn_bud_prompt],
      ['thorn', 4, m.column_rose_bud_thorn_thorn, m.column_rose_bud_thorn_thorn_prompt],
    ],
  },
];
