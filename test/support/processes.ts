import { execFileSync } from 'node:child_process'

/** Processes whose command line or environment mentions `text`: every part of a devnet mentions its data folder. */
export function processesMentioning(text: string): readonly string[] {
  return execFileSync('ps', ['axeww', '-o', 'pid,args'], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    .split('\n')
    .filter((line) => line.includes(text))
    .map((line) => line.slice(0, 200))
}
