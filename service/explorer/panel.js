// The panel: all about one municipality, partnership, Goal, country, seat or handover.
import { ROOT } from "./address.js";
import { ask, forget } from "./api.js";
import { day, partial, today, wording } from "./dates.js";
import { el, find, outside } from "./dom.js";
import * as evidence from "./evidence.js";
import { COUNTRY, GOAL, PARTNERSHIP, PLACE } from "./queries.js";
import * as piece from "./sections.js";
import { named, words } from "./words.js";

const PAGE = 50; // partnerships of a list at a time

export class Panel {
  /** `ctx` has link, at, language, basis, handovers, close, trouble. */
  constructor(ctx) {
    this.box = find("panel");
    this.lives = [];
    this.ctx = { ...ctx, live: (update) => (this.lives.push(update), update(this.asOf ?? null)) };
  }

  /** Show a subject as of a day; null hides the panel. `anew` also when it is the same subject. A Goal is another one with inferred links. */
  async show(subject, asOf, anew = false) {
    const name = subject && [subject.kind, subject.key, ...(subject.kind === "goal" ? this.ctx.basis() : [])].join(" ");
    const same = name === this.name && !anew;
    this.asOf = asOf;
    this.name = name;
    if (same) return this.live();
    this.lives = [];
    this.refresh = null;
    this.box.hidden = !subject;
    forget("panel");
    if (!subject) return this.box.replaceChildren();
    this.box.setAttribute("aria-busy", "true");
    const content = await this.content(subject);
    if (this.name !== name) return;
    this.box.removeAttribute("aria-busy");
    this.box.replaceChildren(el("button", { type: "button", class: "close", "aria-label": words.close, onclick: this.ctx.close }, "✕"), ...content.filter(Boolean));
    this.box.scrollTop = 0;
    this.live();
    this.box.querySelector("[data-chosen]")?.scrollIntoView({ block: "center" });
  }

  live() {
    for (const update of this.lives) update(this.asOf);
  }

  /** The day has come to rest: ask again for what the service says of it. */
  async settle(asOf) {
    this.asOf = asOf;
    this.live();
    if (this.refresh && this.settled !== `${this.name} ${asOf}`) await this.guard(this.refresh);
    this.settled = `${this.name} ${asOf}`;
  }

  async guard(work) {
    try {
      return await work();
    } catch (error) {
      this.ctx.trouble(error);
      return null;
    }
  }

  async content({ kind, key }) {
    this.settled = `${this.name} ${this.asOf}`;
    const made = await this.guard(() => this[kind](key));
    return made ?? [el("h2", {}, words.panel), el("p", {}, words.missing)];
  }

  ask(document, variables) {
    return ask("panel", document, { ...variables, language: this.ctx.language().toUpperCase() });
  }

  async place(slug) {
    const asked = () => this.ask(PLACE, { slug, asOf: this.asOf });
    const { municipality: it, then } = await asked();
    if (!it) return null;
    const partners = el("div");
    const title = el("h2");
    const fill = (found) => {
      title.textContent = found.name;
      partners.replaceChildren(...this.partners(found.partners));
    };
    fill(then);
    this.refresh = async () => fill((await asked()).then);
    const { ctx } = this;
    const codes = [it.unitInEnglish !== "municipality" && it.unit, it.code && words.code(it.code)].filter(Boolean).join(", ");
    return [
      title,
      el("p", { class: "lead" }, ctx.link("country", it.country.code, it.country.name), codes ? ` · ${codes}` : "",
        it.website ? [" · ", outside(it.website, words.website)] : ""),
      this.ownPage("municipality", it.slug),
      it.note ? el("p", { class: "note" }, it.note) : null,
      piece.section(words.partners, partners),
      piece.section(words.seats, it.memberships.map((held) => this.held(held, it.slug))),
      ...this.goalsOf(it.goals),
      piece.section(words.names, it.names.length && el("ul", { class: "names" }, piece.unique(it.names, nameKey).map((name) => el("li", {}, name.name, " ",
        el("span", { class: "in" }, named("NAME_KINDS", name.kind), name.start || name.end ? [", ", evidence.when(name.start, name.end)] : ""))))),
      piece.section(words.history, [...it.predecessors.map((change) => this.change(change, change.predecessor, change.nameBefore)),
        ...it.successors.filter((change) => change.successor.slug !== slug).map((change) => this.change(change, change.successor, change.nameAfter))]),
      piece.claims(it.claims),
      piece.sources(it.sources, it.memberships.map((held) => held.sources)),
    ];
  }

  /** The Goals of a place: those that sources state, and apart from them those that rules alone infer. */
  goalsOf(counts) {
    const count = (number) => (number > 1 ? el("span", { class: "in" }, ` ${number} ${words.partnerships}`) : null);
    const [stated, inferred] = [counts.filter((one) => one.stated), counts.filter((one) => !one.stated)];
    return piece.goalSections(this.ctx, stated, inferred, (one) => count(one.stated), (one) => count(one.partnerships));
  }

  /** A link to the page of a place or a partnership that the server makes. */
  ownPage(kind, slug) {
    const address = `${ROOT}${kind}/${encodeURIComponent(slug)}?lang=${this.ctx.language()}`;
    return el("p", { class: "own-page" }, el("a", { href: address, target: document.body.classList.contains("embedded") ? "_blank" : null, rel: "noopener" }, words.ownPage));
  }

  held(held, own) {
    const { ctx } = this;
    const { slug, title, kind, partOf } = held.partnership;
    return el("div", { class: "held" },
      el("h4", { class: "title" }, ctx.link("partnership", slug, title), " ", piece.kind(kind)),
      partOf ? el("p", {}, `${words.partOf} `, ctx.link("partnership", partOf.slug, partOf.title)) : null,
      el("p", {}, evidence.timeOf(held, held.partnership)),
      evidence.lastSeen(held),
      piece.seat(ctx, held.seat, held.partnership, own));
  }

  change(change, other, name) {
    return el("p", {}, piece.place(this.ctx, { ...other, name: name ?? other.name }), " ", named("CHANGES", change.kind), " ", partial(change.date));
  }

  partners({ totalCount, edges }) {
    const head = el("p", { class: "when" }, this.asOf ? `${words.asOf(day(this.asOf))}: ` : "", totalCount ? words.nPartners(totalCount) : words.noPartners);
    return [head, el("ul", { class: "partners" }, edges.map(({ node, certainty, partnerships }) =>
      el("li", {}, piece.place(this.ctx, node), " ", [...new Set(partnerships.map((p) => p.kind))].map(piece.kind), " ",
        this.asOf ? evidence.sure(certainty) : null)))];
  }

  async partnership(slug, chosen = null) {
    const asked = () => this.ask(PARTNERSHIP, { slug, asOf: this.asOf });
    const { partnership: it, then } = await asked();
    if (!it) return null;
    const { ctx } = this;
    const [title, presence, state] = [el("h2"), el("div"), el("div")];
    const fill = (found) => {
      title.textContent = found?.title ?? it.title;
      presence.replaceChildren(evidence.presence(found, this.asOf) ?? "");
      state.replaceChildren(evidence.state(found, this.asOf));
    };
    fill(then);
    this.refresh = async () => fill((await asked()).then);
    const seats = it.seats.map((seat) => piece.seat(ctx, seat, it));
    if (chosen) seats.find((made) => made.dataset.seat === chosen)?.setAttribute("data-chosen", "");
    return [
      title,
      el("p", { class: "lead" }, piece.kind(it.kind)),
      this.ownPage("partnership", it.slug),
      presence,
      evidence.facts(ctx, it, state),
      it.note ? el("p", { class: "note" }, it.note) : null,
      piece.section(words.members, seats),
      piece.section(words.handovers, it.handovers.map((one) => this.passing(one))),
      ...piece.goalLinks(ctx, it.goals),
      piece.section(words.projects, it.projects.map((project) => this.project(project, slug))),
      piece.section(words.statuses, it.statuses.length > 1 && el("ul", {}, it.statuses.map((status) => el("li", {}, evidence.said(status), status.note ? ` ${status.note}` : "")))),
      piece.section(words.events, piece.events(it.events)),
      piece.section(words.roles, it.roles.length && el("ul", {}, piece.unique(it.roles, roleKey).map((role) => this.role(role)))),
      piece.section(words.grants, it.grants.map((grant) => this.grant(grant))),
      piece.claims(it.claims),
      piece.sources(it.sources, it.seats.map((seat) => seat.memberships.map((held) => held.sources)), it.projects.map((project) => project.sources)),
    ];
  }

  project(it, own) {
    const { slug, title } = it.partnership;
    return el("div", { class: "project" },
      el("h4", {}, it.title ?? words.untitled),
      slug === own ? null : el("p", {}, `${words.within} `, this.ctx.link("partnership", slug, title)),
      el("p", {}, it.phase ? `${named("PHASES", it.phase)}, ` : "", evidence.when(it.start, it.end), it.reference ? ` · ${it.reference}` : ""),
      evidence.lastSeen(it),
      it.status && it.status.state !== "UNKNOWN" ? el("p", {}, evidence.said(it.status)) : null,
      it.goals.length ? el("p", { class: "squares" }, it.goals.map((link) => piece.goal(link.goal))) : named("STATED", it.goalsStated),
      it.themes.length ? el("p", { class: "in" }, it.themes.join(", ")) : null,
      it.aims.length ? [el("p", {}, words.aims), el("ul", {}, it.aims.map((aim) => el("li", {}, aim.label, aim.note ? el("span", { class: "note" }, ` ${aim.note}`) : null)))] : null,
      audiences(it.audiences, "INVOLVED", words.involved),
      audiences(it.audiences, "ADDRESSED", words.addressed),
      it.results.map(({ label, count }) => el("p", {}, count === null ? label : `${count} × ${label}`)),
      it.note ? el("p", { class: "note" }, it.note) : null);
  }

  role({ kind, organisation, project }) {
    return el("li", {}, outside(organisation.website, organisation.name), " ", el("span", { class: "in" }, named("ROLES", kind), project?.title ? `, ${project.title}` : ""));
  }

  grant({ title, amount, currency, precision, split, date, period }) {
    const sum = amount === null ? "" : `${named("PRECISIONS", precision)} ${new Intl.NumberFormat(this.ctx.language()).format(amount)} ${currency}`;
    return el("p", {}, title, el("span", { class: "in" }, ` ${[sum.trim(), partial(date ?? period), named("SPLITS", split)].filter(Boolean).join(", ")}`));
  }

  /** A seat has the slug of its partnership and its number. */
  async seat(key) {
    const [, slug, number] = /^(.*)-(\d+)$/.exec(key) ?? [null, key, null];
    return this.partnership(slug, number);
  }

  async handover(slug) {
    const found = (await this.ctx.handovers()).find((one) => one.slug === slug);
    if (!found) return null;
    return [el("h2", {}, words.handover), this.passing(found), piece.sources(found.sources)];
  }

  passing(it) {
    const { ctx } = this;
    return el("div", { class: "passing" },
      el("p", { class: "way" }, piece.place(ctx, it.predecessor), el("span", { class: "arrow", "aria-hidden": "true" }, " → "), piece.place(ctx, it.successor)),
      el("p", {}, el("span", { class: "when", title: wording(it.date) }, partial(it.date) || words.undated), " · ",
        ctx.link("partnership", it.seat.partnership.slug, it.seat.partnership.title), ", ", words.seat(it.seat.number)),
      it.cause ? el("p", {}, it.cause) : null,
      it.note ? el("p", { class: "note" }, it.note) : null,
      piece.events(it.stages) || null);
  }

  async goal(key) {
    const list = this.list(GOAL, { number: Number(key) || 0, basis: this.ctx.basis() }, (data) => data.goal?.partnerships);
    const { goal: it } = (await list.begin()) ?? {};
    if (!it) return null;
    return [
      el("h2", {}, piece.goal(it), " ", it.title),
      el("p", { class: "lead" }, outside(it.iri, words.official)),
      el("p", { class: "note" }, this.ctx.basis().includes("INFERRED") ? words.withInferred : words.statedOnly),
      piece.section(words.partnerships, list.box),
      piece.sources(it.sources),
    ];
  }

  async country(key) {
    const list = this.list(COUNTRY, { code: key }, (data) => data.country?.partnerships);
    const { country: it } = (await list.begin()) ?? {};
    if (!it) return null;
    return [
      el("h2", {}, it.name, " ", el("span", { class: "in" }, it.code)),
      it.note ? el("p", { class: "note" }, it.note) : null,
      piece.section(words.partnerships, list.box),
      piece.section(words.eligible, it.eligibleIn.length && el("ul", {}, it.eligibleIn.map((call) => el("li", {}, call.title, " ", el("span", { class: "in" }, partial(call.closes ?? call.listed)))))),
      piece.sources(it.sources),
    ];
  }

  /** A list of partnerships as of the day, a page at a time. */
  list(document, variables, read) {
    const box = el("div");
    const page = async (after, before) => {
      const data = await this.ask(document, { ...variables, asOf: this.asOf, first: PAGE, after });
      const found = read(data);
      if (!found) return data;
      const nodes = [...before, ...found.nodes];
      const { hasNextPage, endCursor } = found.pageInfo;
      box.replaceChildren(
        el("p", { class: "when" }, this.asOf ? `${words.asOf(day(this.asOf))}: ` : "", `${found.totalCount} ${words.partnerships}`),
        el("ul", { class: "list" }, nodes.map((one) => piece.partnership(this.ctx, one, Boolean(this.asOf)))),
        hasNextPage ? el("button", { type: "button", onclick: () => this.guard(() => page(endCursor, nodes)) }, words.more(Math.min(PAGE, found.totalCount - nodes.length))) : "");
      return data;
    };
    this.refresh = () => page(null, []);
    return { box, begin: this.refresh };
  }
}

/** Where a day lies on the time lines of seats, 0 to 1, from a first year to today. */
export const scale = (from) => {
  const [first, last] = [Date.parse(from), Date.parse(today())];
  return (text) => Math.max(0, Math.min(1, (Date.parse(text) - first) / (last - first || 1)));
};

/** What two records must share to say the same of a name, or of a role. */
const nameKey = ({ name, kind, start, end }) => [name, kind, start?.edtf, end?.edtf];
const roleKey = ({ kind, organisation, project }) => [kind, organisation.name, project?.title];

/** The groups of people that take part in a project, or to whom it is addressed, in one line. */
function audiences(list, involvement, name) {
  const groups = list.filter((one) => one.involvement === involvement).map((one) => named("AUDIENCES", one.audience));
  return groups.length ? el("p", { class: "in" }, `${name}: ${groups.join(", ")}`) : null;
}
