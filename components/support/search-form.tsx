/** The one search field of staff. A plain GET form: an address can be kept and sent. */
import { Search } from "lucide-react";
import { Button } from "@/components/ui/button";
import type { Messages } from "@/lib/i18n";

export function AccountSearch(props: { query: string; words: Messages["support"] }) {
  const { query, words: m } = props;
  return (
    <search className="mb-6 block max-w-3xl">
      <form action="/support" className="flex flex-wrap items-end gap-2">
        <div className="min-w-60 flex-1">
          <label htmlFor="account-search" className="mb-1.5 block font-medium">
            {m.field}
          </label>
          <input
            id="account-search"
            type="search"
            name="q"
            defaultValue={query}
            autoComplete="off"
            spellCheck={false}
            maxLength={100}
            className="control"
          />
        </div>
        <Button type="submit" variant="primary" icon={<Search aria-hidden />}>
          {m.button}
        </Button>
      </form>
    </search>
  );
}
