import { Arg, FieldResolver, Resolver, Root } from 'type-graphql';
import { CategoryType } from './category.args.ts';
import { titleIn } from './title-in.ts';

@Resolver(() => CategoryType)
export class CategoryResolver {
  @FieldResolver(() => String, { description: 'Its title in a language, English where there is none' })
  title(
    @Root() category: CategoryType,
    @Arg('locale', () => String, { defaultValue: 'en', description: 'A language, such as `en` or `ru-RU`' })
    locale: string,
  ): string {
    return titleIn(category.titles, locale) ?? category.slug;
  }
}
