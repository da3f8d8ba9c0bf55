import { Public } from '@croupier/kit';
import { Field, InputType, Int, ObjectType } from 'type-graphql';

@Public()
@ObjectType('Category', { description: 'A shelf of the lobby; a game may stand on several' })
export class CategoryType {
  @Field(() => String, { description: 'Its name in filters' })
  slug!: string;

  titles!: Record<string, string>;

  @Field(() => Int, { description: 'Its place among the others: smaller comes first' })
  position!: number;
}

@InputType('LocalizedTitleInput', { description: 'A title in one language' })
export class LocalizedTitleArgs {
  @Field(() => String, { description: 'A language, such as `en` or `ru`' })
  locale!: string;

  @Field(() => String, { description: 'What people read' })
  title!: string;
}

@InputType('ConfigureCategoryInput', { description: 'A new category, or what to change of one' })
export class ConfigureCategoryArgs {
  @Field(() => String, { description: 'Its name in filters: small letters, digits, dashes' })
  slug!: string;

  @Field(() => [LocalizedTitleArgs], { description: 'Its titles; an English one at least' })
  titles!: LocalizedTitleArgs[];

  @Field(() => Int, { nullable: true, description: '0 to 1000000; smaller comes first' })
  position?: number | null;
}
