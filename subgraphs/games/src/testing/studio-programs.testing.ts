import { croupier } from '../providers/croupier/croupier.program.testing.ts';
import { evolution } from '../providers/evolution/evolution.program.testing.ts';
import { hub88 } from '../providers/hub88/hub88.program.testing.ts';
import { softswiss } from '../providers/softswiss/softswiss.program.testing.ts';
import type { StudioProgram } from './studio-program.testing.ts';

/** One program for every dialect; a new dialect brings its own. */
export const STUDIO_PROGRAMS: Record<string, StudioProgram> = { croupier, hub88, softswiss, evolution };
