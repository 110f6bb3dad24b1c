/**
 * What creators post, and how often it is seen. Nothing is stored: a creator's seed and a day's number give the same
 * posts and views whenever they are asked for, so that months can pass in a moment.
 * @module
 */
import { DAY_MS } from './periods.ts'
import { fractionOf } from './random.ts'

/** What decides how a creator posts. */
export type Habits = { activity_seed: number; posts_per_week: number; views_per_post: number }

export type Activity = { posts: number; views: number }

/** Posts and views of the days that begin in the span. */
export function activityIn(habits: Habits, startMs: number, endMs: number): Activity {
  const firstDay = Math.ceil(startMs / DAY_MS)
  const lastDay = Math.ceil(endMs / DAY_MS) - 1
  const total = { posts: 0, views: 0 }
  for (let day = firstDay; day <= lastDay; day += 1) {
    const posts = Math.floor(habits.posts_per_week / 7 + fractionOf(habits.activity_seed, day * 2))
    const luck = 0.4 + 1.2 * fractionOf(habits.activity_seed, day * 2 + 1)
    total.posts += posts
    total.views += Math.round(posts * habits.views_per_post * luck)
  }
  return total
}
