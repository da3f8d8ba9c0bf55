const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether a text can be an id of ours: any other would make PostgreSQL complain instead of finding nothing. */
export const isUuid = (text: string): boolean => UUID.test(text);
