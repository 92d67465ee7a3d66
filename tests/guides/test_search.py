"""The search: what is found, in which order, what never shows, and that no input breaks it."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guides.models import Address, Guide, Link, Role, SearchEntry
from guides.search import Results, index_guide, search
from guides.search.text import stems
from salaries.models import Band
from tests.factories import (
    guide_of,
    make_band,
    make_link,
    make_question,
    make_requirement,
    make_role,
    make_section,
    make_skill,
    make_tier,
)
from tests.helpers import parse_html, text_of

pytestmark = pytest.mark.django_db


def reindexed(*roles: Role) -> None:
    for role in roles:
        index_guide(guide_of(role))


def point_to(role: Role, link: Link) -> None:
    link.role = role
    link.save()


def found(results: Results) -> list[tuple[str, str]]:
    return [(hit.entry.title, hit.url) for hit in results.hits]


def marked(pieces: list) -> str:
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces)


class TestWhatIsFound:
    def test_a_role_is_found_by_its_title(self) -> None:
        make_role("pastry-chef")
        make_role("baker")
        assert found(search("pastry chef")) == [("Pastry Chef", "/roles/pastry-chef/")]

    def test_a_role_is_found_by_another_title_with_its_note(self) -> None:
        role = make_role("pastry-chef")
        Address.objects.create(slug="patissier", role=role, title="Pâtissier", note="As hotels say.")
        reindexed(role)
        (hit,) = search("patissier").hits
        assert (marked(hit.title), hit.url) == ("[Pâtissier]", "/roles/pastry-chef/")
        assert (marked(hit.snippet), hit.provenance) == ("As hotels say.", "Another title of Pastry Chef")

    def test_a_role_is_found_by_an_address_that_redirects(self) -> None:
        role = make_role("pastry-chef")
        Address.objects.create(slug="cake-maker", role=role)
        reindexed(role)
        assert found(search("cake-maker")) == [("Pastry Chef", "/roles/pastry-chef/")]

    @pytest.mark.parametrize("typed", ["TSM", "tsm", "TSMs", "tsms"])
    def test_a_role_is_found_by_its_initials(self, typed: str) -> None:
        make_role("technical-support-manager")
        make_role("baker")
        assert found(search(typed)) == [("Technical Support Manager", "/roles/technical-support-manager/")]

    def test_a_role_stands_once_however_many_of_its_titles_fit(self) -> None:
        role = make_role("support-manager")
        Address.objects.create(slug="support-lead", role=role, title="Support Lead")
        reindexed(role)
        assert found(search("support")) == [("Support Manager", "/roles/support-manager/")]

    def test_a_section_is_found_by_its_points_and_leads_to_its_place(self) -> None:
        role = make_role()
        make_section(role, "pros", "The smell of cinnamon.", slug="pros", heading="What speaks for it")
        reindexed(role)
        (hit,) = search("cinnamon").hits
        assert (hit.url, marked(hit.snippet)) == ("/roles/baker/#pros", "The smell of [cinnamon].")

    def test_the_duties_of_a_step_lead_to_the_step_on_the_ladder(self) -> None:
        role = make_role()
        tier = make_tier(role, "senior", title="Senior Baker", summary="Minds the ovens.")
        make_section(role, "tier-duties", "Teaches apprentices.", tier=tier, heading="What a senior does")
        reindexed(role)
        url = "/roles/baker/ladder/#senior"
        assert found(search("apprentices")) == [("What a senior does", url)]
        assert found(search("senior baker"))[0] == ("Senior Baker", url)

    def test_a_question_is_found_by_its_answer(self) -> None:
        role = make_role()
        make_question(role)
        reindexed(role)
        assert found(search("dawn")) == [("How early do bakers rise?", "/roles/baker/#question-how-early")]

    def test_a_skill_that_several_guides_name_stands_once(self) -> None:
        first, second = make_role("baker"), make_role("cook")
        make_requirement(first)
        make_requirement(second)
        reindexed(first, second)
        (hit,) = search("kneading").hits
        assert (hit.entry.title, hit.url, hit.provenance) == ("Kneading", "/skills/kneading/", "")

    @pytest.mark.parametrize("typed", ["CSAT", "csat", "CSATs", "customer satisfaction"])
    def test_a_skill_is_found_by_its_abbreviation(self, typed: str) -> None:
        role = make_role()
        make_skill("csat", name="Customer satisfaction score", abbreviation="CSAT")
        make_requirement(role, "csat")
        reindexed(role)
        assert found(search(typed)) == [("Customer satisfaction score (CSAT)", "/skills/csat/")]

    def test_a_role_without_a_page_is_found_where_a_guide_names_it(self) -> None:
        role = make_role()
        make_link(role, "Pastry Chef", kind="advancement", note="After some years.")
        reindexed(role)
        (hit,) = search("pastry chef").hits
        assert (hit.entry.title, hit.url) == ("Pastry Chef", "/roles/baker/#links")
        assert (marked(hit.snippet), hit.provenance) == (
            "A step on from Baker. After some years.",
            "Named in the guide to Baker; no page of its own",
        )

    def test_a_role_that_a_guide_names_is_found_by_its_page_once_it_has_one(self) -> None:
        baker, chef = make_role("baker"), make_role("pastry-chef", published=False)
        point_to(chef, make_link(baker, "Pastry Chef"))
        reindexed(baker)
        assert found(search("pastry chef")) == [("Pastry Chef", "/roles/baker/#links")]
        chef.published = guide_of(chef)
        chef.save()
        assert found(search("pastry chef")) == [("Pastry Chef", "/roles/pastry-chef/")]

    def test_each_of_two_titles_in_one_name_is_found_exactly(self) -> None:
        role = make_role()
        make_link(role, "Bakery Director / Head of Bakeries (HB)")
        make_link(role, "Bakeries")
        make_section(role, "pros", heading="How to be head of bakeries", slug="head")
        reindexed(role)
        assert found(search("head of bakeries"))[0][0] == "Bakery Director / Head of Bakeries (HB)"

    def test_pay_is_found_by_the_words_that_readers_use_for_it(self) -> None:
        role = make_role()
        make_band(role)
        reindexed(role)
        for typed in ("baker salary", "wages united states", "baker earnings", "compensation"):
            assert found(search(typed)) == [("Pay: Baker", "/roles/baker/#pay")]

    def test_a_subject_with_the_title_of_its_role_is_found(self) -> None:
        baker, cook = make_role("baker"), make_role("cook")
        for role in (baker, cook):
            make_section(role, "visas", "A permit is needed.", slug="visas", heading="Visas")
        reindexed(baker, cook)
        assert found(search("visa cook")) == [("Visas", "/roles/cook/#visas")]

    @pytest.mark.parametrize(
        "typed", ["organization", "organisation", "Organizations", "organisa", "organisati"]
    )
    def test_either_spelling_and_any_beginning_of_the_last_word_finds(self, typed: str) -> None:
        role = make_role()
        make_section(role, "pros", slug="pros", heading="A calm organisation")
        reindexed(role)
        assert found(search(typed)) == [("A calm organisation", "/roles/baker/#pros")]

    def test_only_the_last_word_may_be_a_beginning(self) -> None:
        make_role("pastry-chef")
        assert search("chef pas").every_word
        assert not search("pas chef").every_word

    def test_it_in_capitals_is_a_name_and_in_small_letters_at_least_no_hindrance(self) -> None:
        for slug, title in (("shop-manager", "Manager of Shops"), ("it-manager", "IT Manager")):
            make_role(slug, title=title)
        assert [hit.entry.title for hit in search("IT manager").hits] == ["IT Manager"]
        assert [hit.entry.title for hit in search("it manager").hits] == ["IT Manager", "Manager of Shops"]
        assert [hit.entry.title for hit in search("it").hits] == ["IT Manager"]


class TestOrder:
    def test_the_exact_title_comes_first_then_roles_then_the_rest(self) -> None:
        director, support, lead = (
            make_role("support-director"),
            make_role("support"),
            make_role("support-lead"),
        )
        make_section(lead, "pros", "Support, support and support.", slug="pros", heading="Support")
        reindexed(director, support, lead)
        titles = [hit.entry.title for hit in search("support").hits]
        assert titles == ["Support", "Support Director", "Support Lead", "Support"]

    def test_a_word_in_the_title_counts_more_than_one_in_the_text(self) -> None:
        role = make_role()
        make_section(role, "pros", "Yeast, yeast, yeast.", slug="first", heading="What helps")
        make_section(role, "cons", "None.", slug="second", heading="Living with yeast")
        reindexed(role)
        assert [hit.url for hit in search("yeast").hits] == ["/roles/baker/#second", "/roles/baker/#first"]

    def test_more_than_can_be_weighed_still_puts_titles_first(self) -> None:
        role = make_role()
        guide = guide_of(role)
        SearchEntry.objects.bulk_create(
            SearchEntry(
                guide=guide,
                kind="section",
                title=f"Part {n}",
                title_words=f"part {n}",
                body_words="yeast " * 9,
            )
            for n in range(310)
        )
        SearchEntry.objects.create(
            guide=guide,
            kind="section",
            title="On yeast in all its forms",
            title_words="yeast form other word",
        )
        results = search("yeast", limit=5)
        assert results.hits[0].entry.title == "On yeast in all its forms"
        assert (len(results.hits), results.capped) == (5, True)

    def test_what_has_only_some_of_the_words_is_said_to_and_most_words_come_first(self) -> None:
        role = make_role()
        make_section(role, "pros", "Rye.", slug="one", heading="Flour")
        make_section(role, "cons", "Rye and spelt.", slug="two", heading="Grain")
        reindexed(role)
        results = search("rye spelt zeppelin")
        assert [hit.entry.title for hit in results.hits] == ["Grain", "Flour"]
        assert (results.every_word, results.corrected) == (False, "")


class TestNearMisses:
    @pytest.mark.parametrize(
        "typed",
        [
            "tehcnical suport manger",
            "technical suport manager",
            "Tecnical Support Manager",
            "technicalsupport manager",
        ],
    )
    def test_a_near_miss_finds_and_says_what_it_looked_for(self, typed: str) -> None:
        make_role("technical-support-manager")
        make_role("baker")
        results = search(typed)
        assert found(results) == [("Technical Support Manager", "/roles/technical-support-manager/")]
        assert results.corrected.lower() == "technical support manager"

    def test_a_word_that_something_has_is_not_corrected(self) -> None:
        role = make_role("manager")
        make_section(role, "pros", "A manger in a stable.", slug="pros")
        reindexed(role)
        results = search("manger")
        assert ([hit.url for hit in results.hits], results.corrected) == (["/roles/manager/#pros"], "")

    def test_words_of_unpublished_titles_correct_nothing(self) -> None:
        make_role("sommelier", published=False)
        make_role("baker")
        assert search("somelier") == Results(search("somelier").query, every_word=False)

    def test_nothing_near_is_nothing_found(self) -> None:
        make_role()
        results = search("zeppelin")
        assert (results.hits, results.total, results.corrected) == ([], 0, "")


class TestMarking:
    def test_words_are_marked_by_their_stems(self) -> None:
        make_role("baker", summary="Bakers knead. Kneading is baking's heart; a BAKER kneads.")
        (hit,) = search("baker kneads").hits
        assert marked(hit.title) == "[Baker]"
        assert marked(hit.snippet) == "[Bakers knead]. [Kneading] is baking's heart; a [BAKER kneads]."

    @pytest.mark.parametrize("typed", ["bachelor's", "bachelor’s", "bachelor‘s", "bachelor`s", "bachelor´s"])
    @pytest.mark.parametrize("printed", ["bachelor's", "bachelor’s"])
    def test_an_apostrophe_is_one_however_it_is_typed_or_printed(self, typed: str, printed: str) -> None:
        make_role("baker", summary=f"A {printed} degree in bread.")
        (hit,) = search(f"{typed} degree").hits
        assert marked(hit.snippet) == f"A [{printed} degree] in bread."

    def test_the_piece_of_a_long_text_with_most_of_the_words_is_shown(self) -> None:
        role = make_role()
        filler = "There is much more to be said of this. " * 20
        make_section(role, "pros", f"Rye here. {filler}Then rye with spelt. {filler}", slug="pros")
        reindexed(role)
        (hit,) = search("rye spelt").hits
        shown = marked(hit.snippet)
        assert "Then [rye] with [spelt]." in shown
        assert (shown[:2], shown[-2:], len(shown) < 260) == ("… ", " …", True)

    def test_markup_in_a_query_or_text_is_text(self, client: Client) -> None:
        role = make_role()
        SearchEntry.objects.filter(guide=guide_of(role)).update(title="<b>Baker</b>", body="<i>knead</i>")
        html = client.get("/search/", {"q": 'baker"><script>alert(1)</script>'}).content.decode()
        assert "<script>alert" not in html
        assert "&lt;b&gt;<mark>Baker</mark>&lt;/b&gt;" in html


class TestWhatMustNotShow:
    def test_nothing_of_an_unpublished_guide_is_found(self) -> None:
        role = make_role("sommelier", published=False)
        Address.objects.create(slug="wine-waiter", role=role, title="Wine Waiter")
        tier = make_tier(role, "cellarer", title="Cellarer")
        make_section(role, "pros", "Burgundy.", slug="pros", heading="Vintages")
        make_section(role, "tier-focus", "Decanting.", tier=tier, heading="Carafes")
        make_question(role, question="Who pours?", answer="The sommelier.")
        make_requirement(role, "corkscrews")
        make_link(role, "Maître d'hôtel")
        make_band(role)
        reindexed(role)
        assert set(SearchEntry.objects.values_list("kind", flat=True)) == set(SearchEntry.Kind.values)
        for typed in (
            "sommelier",
            "wine waiter",
            "cellarer",
            "burgundy",
            "carafes",
            "pours",
            "corkscrews",
            "hotel",
        ):
            assert search(typed).hits == []
        assert search("pay").hits == []

    def test_nothing_of_a_newer_or_older_edition_is_found(self) -> None:
        role = make_role("baker", title="Oven Hand")
        draft = Guide.objects.create(role=role, title="Bread Alchemist", summary="Turns flour to gold.")
        index_guide(draft)
        assert search("alchemist").hits == []
        role.published = draft
        role.save()
        assert found(search("alchemist")) == [("Bread Alchemist", "/roles/baker/")]
        assert search("oven hand").hits == []

    def test_a_role_that_loses_its_guide_or_address_is_not_found(self) -> None:
        hidden, homeless = make_role("baker"), make_role("cook")
        Role.objects.filter(pk=hidden.pk).update(published=None)
        Role.objects.filter(pk=homeless.pk).update(address=None)
        assert (search("baker").hits, search("cook").hits) == ([], [])

    def test_indexing_again_replaces_and_deleting_a_guide_leaves_nothing(self) -> None:
        role = make_role()
        section = make_section(role, "pros", "Cinnamon.", slug="pros")
        reindexed(role)
        count = SearchEntry.objects.count()
        reindexed(role)
        assert SearchEntry.objects.count() == count
        section.delete()
        reindexed(role)
        assert search("cinnamon").hits == []
        guide_of(role).delete()
        assert (search("baker").hits, SearchEntry.objects.count()) == ([], 0)


GARBAGE = [
    "",
    " ",
    "\x00",
    "baker\x00",
    "%00",
    "%",
    "_",
    "'",
    '"',
    '"baker',
    "baker*",
    "*",
    "(baker",
    ")",
    "baker OR",
    "AND NOT NEAR(",
    "title_words:baker",
    "{title_words} : baker",
    "-baker",
    "^baker",
    "baker & ! | <-> :*",
    "'; DROP TABLE guides_role; --",
    "\\",
    "🥐👩‍🍳",
    "ﬁ½²ª",
    "печь хлеб",
    "烤面包",
    "\ud800",
    "a" * 10_000,
    "baker " * 2_000,
    " ".join(map(str, range(500))),
    "1e5 3.14 -7 24x7 http://a.example/b?c=d 0x1F a@b.example",
]


class TestAnyInput:
    @pytest.mark.parametrize("typed", GARBAGE, ids=range(len(GARBAGE)))
    def test_garbage_is_answered_with_a_page(self, client: Client, typed: str) -> None:
        make_role()
        page = client.get(
            "/search/", {"q": typed.encode("utf-8", "surrogatepass").decode("utf-8", "replace")}
        )
        assert text_of(parse_html(page).find(".//h1")) == "Search"
        assert isinstance(search(typed), Results)

    def test_a_percent_encoded_nul_is_left_out(self, client: Client) -> None:
        make_role()
        html = client.get("/search/?q=ba%00ker%00+baker").content.decode()
        assert "\x00" not in html
        assert 'value="ba ker baker"' in html

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.text(max_size=60))
    def test_no_text_breaks_index_or_query(self, text: str) -> None:
        """Every token that the index may hold is one that a query may name."""
        SearchEntry.objects.all().delete()
        role = Role.objects.first() or make_role()
        words = stems(text)
        SearchEntry.objects.create(guide=guide_of(role), kind="section", title="x", body_words=words)
        results = search(text)
        assert results.query.cut or results.total == bool(words and results.query.terms)

    def test_a_long_query_is_cut_and_said_to_be(self, client: Client) -> None:
        make_role()
        words = "one two three four five six seven eight nine ten eleven twelve"
        short = search(words)
        assert (len(short.query.terms), short.query.cut) == (12, False)
        long = search(f"{words} thirteen")
        assert (long.query.words, long.query.cut) == (words, True)
        assert search("baker " * 50).query.cut
        page = text_of(parse_html(client.get("/search/", {"q": f"{words} thirteen"})))
        assert f"Looked for: {words}." in page

    def test_a_query_of_stop_words_asks_for_another(self, client: Client) -> None:
        make_role()
        page = text_of(parse_html(client.get("/search/?q=what+is+the")))
        assert "No results for “what is the” There is no word in this" in page


class TestDatabase:
    def test_the_index_follows_changes_made_behind_its_back(self) -> None:
        make_role()
        SearchEntry.objects.filter(kind="role").update(title_words="yeast", body_words="", guide_words="")
        assert [hit.entry.title for hit in search("yeast").hits] == ["Baker"]
        assert search("baker").hits == []

    def test_the_index_is_the_databases_own(self) -> None:
        """A migration that remakes the table on SQLite drops its triggers; this is what would notice."""
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'guides_search%'"
                )
                expected = [f"guides_searchentry_{what}" for what in ("added", "changed", "deleted")]
            else:
                cursor.execute(
                    "SELECT indexname FROM pg_indexes WHERE indexname = 'guides_searchentry_words'"
                )
                expected = ["guides_searchentry_words"]
            assert sorted(name for (name,) in cursor.fetchall()) == expected

    def test_the_command_indexes_every_guide_anew(self, capsys: pytest.CaptureFixture[str]) -> None:
        make_role("baker")
        make_role("cook", published=False)
        SearchEntry.objects.all().delete()
        call_command("index_guides")
        assert capsys.readouterr().out == "Indexed 2 guides.\n"
        assert found(search("baker")) == [("Baker", "/roles/baker/")]


class TestPage:
    def test_results_show_kind_role_count_and_marks(self, client: Client) -> None:
        role = make_role()
        make_question(role)
        reindexed(role)
        page = parse_html(client.get("/search/?q=dawn"))
        assert text_of(page.find(".//*[@id='search-count']")) == "1 result for “dawn”"
        (item,) = page.iterfind(".//ol[@class='role-rows']/li")
        assert text_of(item) == "How early do bakers rise? Baker Before dawn."
        assert [text_of(mark) for mark in item.iter("mark")] == ["dawn"]

    def test_a_near_miss_is_named_on_the_page(self, client: Client) -> None:
        make_role("technical-support-manager")
        page = parse_html(client.get("/search/?q=tehcnical+suport+manger"))
        assert text_of(page.find(".//*[@id='search-results']/p")) == (
            "Showing results for technical support manager. "
            "Nothing here has all words of “tehcnical suport manger”."
        )

    def test_without_a_query_the_page_says_what_can_be_found(self, client: Client) -> None:
        make_role("baker")
        make_role("cook", depth="brief")
        make_role("sommelier", published=False)
        page = parse_html(client.get("/search/"))
        links = [link.get("href") for link in page.iterfind(".//*[@id='search-results']//a")]
        assert links == ["/roles/", "/skills/", "/roles/baker/"]
        assert text_of(page.find(".//*[@id='search-count']")) == ""

    def test_without_results_the_page_helps_on(self, client: Client) -> None:
        make_role()
        page = parse_html(client.get("/search/?q=zeppelin"))
        assert text_of(page.find(".//*[@id='search-count']")) == "No results for “zeppelin”"
        links = [link.get("href") for link in page.iterfind(".//*[@id='search-results']//a")]
        assert links == ["/roles/", "/skills/", "/roles/baker/"]

    def test_the_form_works_without_scripts_and_keeps_the_query(self, client: Client) -> None:
        page = parse_html(client.get("/search/", {"q": 'rye "and" spelt'}))
        form = page.find(".//search/form")
        assert (form.get("action"), form.get("method")) == (reverse("guides:search"), "get")
        field = form.find(".//input")
        assert (field.get("name"), field.get("type"), field.get("value")) == (
            "q",
            "search",
            'rye "and" spelt',
        )
        assert form.find(f".//label[@for='{field.get('id')}']") is not None
        assert form.find(".//button[@type='submit']") is not None

    def test_search_engines_are_asked_to_leave_it_out(self, client: Client) -> None:
        page = parse_html(client.get("/search/?q=baker"))
        assert page.find(".//meta[@name='robots']").get("content") == "noindex"
        assert page.find(".//link[@rel='canonical']") is None

    def test_htmx_gets_the_same_page(self, client: Client) -> None:
        make_role()
        plain = client.get("/search/?q=baker").content
        assert client.get("/search/?q=baker", headers={"HX-Request": "true"}).content == plain

    @pytest.mark.parametrize("roles", [1, 3])
    def test_queries_do_not_grow_with_results(
        self, client: Client, roles: int, django_assert_num_queries
    ) -> None:
        for number in range(roles):
            role = make_role(f"baker-{number}")
            make_question(role)
            make_requirement(role)
            reindexed(role)
        # 1 names of roles, 2 how frequent the words are, 3 candidates, 4 the entries of the hits.
        with django_assert_num_queries(4):
            client.get("/search/?q=baker")

    @pytest.mark.parametrize("roles", [1, 3])
    def test_queries_do_not_grow_with_near_misses(
        self, client: Client, roles: int, django_assert_num_queries
    ) -> None:
        for number in range(roles):
            make_role(f"baker-{number}")
        # 1 names of roles, 2 how frequent the words are, 3 candidates by the entry's words and 4 by the role's,
        # 5 titles, 6 how frequent the corrected words are, 7 candidates, 8 entries.
        with django_assert_num_queries(8):
            client.get("/search/?q=bakre")

    def test_indexing_takes_as_many_queries_for_three_of_each_as_for_one(
        self, django_assert_num_queries
    ) -> None:
        role = make_role()
        for number in range(3):
            make_section(role, "pros", "a", "b")
            make_question(role, f"question-{number}")
            make_requirement(role, f"skill-{number}")
            point_to(make_role(f"other-{number}"), make_link(role, f"Role {number}"))
            make_band(role, f"band-{number}")
        guide = Guide.objects.select_related("role").get(pk=guide_of(role).pk)
        assert Band.objects.count() == 3
        # Addresses, links, tiers, questions, skills, bands, sections, points; delete, insert; savepoint.
        with django_assert_num_queries(12):
            index_guide(guide)
