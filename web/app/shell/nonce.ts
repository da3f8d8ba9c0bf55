import { createContext, useContext } from 'react';

/** The page's nonce, known on the server only: a browser hides it from scripts. */
export const NonceContext = createContext<string | undefined>(undefined);
export const useNonce = (): string | undefined => useContext(NonceContext);
