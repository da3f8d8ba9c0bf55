/** What people type may hold the one character that PostgreSQL's texts cannot: nothing of ours has it, so it is left out of what is looked for. */
export const withoutNul = (text: string): string => text.replaceAll('\u0000', '');
