export * from './partner.ts';
export { PartnerRefused, type PartnerOptions } from './ask.ts';
