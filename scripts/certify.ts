/** `npm run certify`: will put a game studio's integration through the platform's promises. It is not built yet. */
console.error('NOT_IMPLEMENTED: the certification kit is not built yet');
process.exit(2);
