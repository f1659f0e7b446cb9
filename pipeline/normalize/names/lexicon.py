"""Words that tell what a name is: titles, organisations, places, given names, days and months.

All casefolded and written as the news writes them. The tables are evidence, not a gazetteer: each
holds what is frequent in any country's news, so that a hit is nearly always right.
"""

import unicodedata


def table(text: str) -> frozenset[str]:
    """The words of a text as a set, which is how the tables here are written."""
    return frozenset(text.split())


CAPITALS = "".join(
    letter for letter in map(chr, (*range(0x41, 0x590), *range(0x1E00, 0x2000))) if letter.isupper()
)
"""Every capital letter of Latin, Greek, Cyrillic and Armenian, for character classes."""
NOUNS = table("de lb")
"""Languages that write every noun with a capital."""
PARTICLES = table(
    "von van de der den del della di da do dos das du la le el al bin ibn bint ben ul ur ter ten af av zu"
    " zum zur vom y e i und und"
)
ABBREVIATIONS = table(
    "mr mrs ms dr sen rep gov gen lt col sgt prof rev hon st jr sr cmdr adm maj capt cpl pres amb supt"
    " sens reps gov. mme mlle hr fr sra srta ing mag sr. dra"
)
TITLES = table(
    "mr mrs ms miss dr prof sir dame lord lady baroness baron sen rep gov gen lt col sgt maj capt cmdr adm"
    " rev hon sens reps senator senators representative congressman congresswoman governor president"
    " vice-president chancellor premier minister secretary chairman chairwoman chair chairperson speaker"
    " leader whip judge justice justices attorney prosecutor sheriff mayor commissioner director"
    " executive ceo cfo coo founder spokesman spokeswoman spokesperson ambassador envoy general admiral"
    " colonel major captain lieutenant sergeant commander officer detective king queen prince princess"
    " emperor pope cardinal archbishop bishop rabbi imam ayatollah sheikh sultan emir professor doctor"
    " economist analyst strategist adviser advisor coach manager striker quarterback author writer actor"
    " actress singer director-general secretary-general administrator councillor councilman councilwoman"
    " treasurer comptroller counselor counsellor negotiator superintendent deputy counsel solicitor lawyer candidate nominee pollster"
    " columnist correspondent reporter editor anchor host chief"
    " herr frau präsident präsidentin bundespräsident bundeskanzler bundeskanzlerin kanzler kanzlerin"
    " minister ministerin ministerpräsident ministerpräsidentin außenminister außenministerin"
    " innenminister innenministerin finanzminister finanzministerin verteidigungsminister"
    " verteidigungsministerin gesundheitsminister wirtschaftsminister justizminister premierminister"
    " bürgermeister bürgermeisterin oberbürgermeister oberbürgermeisterin sprecher sprecherin"
    " generalsekretär generalsekretärin vorsitzender vorsitzende parteichef parteichefin trainer"
    " geschäftsführer geschäftsführerin direktor direktorin professorin doktor könig königin papst"
    " kommissar kommissarin abgeordneter abgeordnete richter richterin staatsanwalt experte expertin"
    " fraktionschef regierungschef staatschef us-präsident us-außenminister landeshauptmann pfarrer"
    " pfarrerin pastor pastorin bischof bischöfin rektor rektorin kritiker kritikerin philosoph philosophin"
    " aktivist aktivistin kollege kollegin gründer gründerin inhaber inhaberin landwirt landwirtin polizist"
    " polizistin mitarbeiter mitarbeiterin leiter leiterin chef chefin anwalt anwältin mechaniker oberst"
    " teilnehmer teilnehmerin vorstand vorständin moderator moderatorin komiker sänger sängerin behörde"
    " président présidente ministre premier-ministre maire sénateur sénatrice député députée général"
    " procureur directeur directrice secrétaire porte-parole roi reine pape m mme mlle"
    " presidente presidenta ministro ministra alcalde alcaldesa gobernador gobernadora senador senadora"
    " diputado diputada fiscal juez jueza rey reina papa director directora portavoz secretario"
    " secretaria general sr sra señor señora expresidente primer canciller rector rectora experta experto"
    " vicepresidente vicepresidenta embajador embajadora vocero vocera gerente profesor profesora coronel"
    " capitán comandante obispo arzobispo cardenal exministro exministra concejal concejala"
    " sindaco governatore senatore deputato giudice generale segretario direttore direttrice premier"
    " prefeito prefeita governador governadora deputado deputada juiz delegado delegada vereador vereadora"
    " procurador procuradora desembargador desembargadora secretário secretária"
    " premier-minister burgemeester voorzitter koning koningin statsminister justitieminister"
    " utrikesminister partiledare kung drottning prezydent premier minister marszałek poseł posłanka"
    " burmistrz rzecznik rzeczniczka król prezident premiér ministr ministryně poslanec primátor"
    " президент премьер министр губернатор мэр депутат глава президентка прем'єр міністр мер"
    " başkan başkanı cumhurbaşkanı bakan bakanı başbakan presiden menteri gubernur bupati wakil perdana"
    " ketua bapak ibu tổng thống thủ tướng ông bà"
)
_TITLE_ENDINGS = tuple(
    table(
        "minister ministerin präsident präsidentin präsidenten kanzler kanzlerin sprecher sprecherin chef"
        " chefin vorsitzende vorsitzender vorsitzenden direktor direktorin beauftragte beauftragter"
        " beauftragten sekretär sekretärin experte expertin forscher forschern forscherin abgeordnete"
        " abgeordneter abgeordneten politiker politikerin autor autorin redakteur redakteurin professor"
        " professorin ökonom ökonomin spieler spielerin meister meisterin trainer trainerin anwalt anwältin"
        " leiter leiterin führer führerin künstler künstlerin sänger sängerin schauspieler schauspielerin"
        " wissenschaftler wissenschaftlerin historiker historikerin soziologe soziologin aktivist aktivistin"
        " bischof bischöfin kritiker kritikerin kabarettist kabarettistin chemiker chemikerin physiker"
        " physikerin mechaniker kollege kollegin gründer gründerin inhaber inhaberin vorstand rechtler"
        " rechtlerin jurist juristin organisator organisatorin pfarrer pfarrerin landwirt landwirtin"
    )
)
"""German makes titles by composition."""
ORGANISATIONS = table(
    "inc ltd llc corp corporation company co plc gmbh ag kg se sa spa nv ab oy asa university universität"
    " université universidad università universidade college school institute institut institution academy"
    " ministry ministerium ministère ministerio department departement council committee commission court"
    " senate house congress parliament bundestag bundesrat bundesbank bundeswehr assembly party partei"
    " parti partido partito union federation confederation association agency authority bureau office board"
    " bank group gruppe groupe grupo holding fund foundation stiftung fondation fundación trust society"
    " league club fc team police polizei army navy force forces guard corps command times post news journal"
    " herald tribune magazine press television radio network media church museum hospital center centre"
    " airlines airways railways motors industries technologies systems services partners associates caucus"
    " coalition alliance movement organization organisation république administration service republicans"
    " democrats conservatives liberals socialists greens hezbollah hamas taliban nato pentagon kremlin"
    " interpol europol facebook google microsoft apple amazon twitter youtube instagram wikipedia reuters"
    " fraktion verband verein gericht bundesgerichtshof behörde bundesregierung landesamt bundesamt"
    " tribunal corte cámara ayuntamiento gobierno consejo comisión asociación empresa banco"
    " ministerstwo uniwersytet rada sąd partia zeitung verlag"
)
NOT_PERSONS = table(
    "act bill law treaty amendment war day week month year street avenue road square park bridge river"
    " lake mountain mountains island islands sea ocean bay valley beach county district city town village"
    " province region state states airport station tower building hall palace prize award awards cup games"
    " olympics championship open tour festival festspiele conference summit agreement accord deal plan"
    " program programme project report code constitution security medicare medicaid obamacare american"
    " americans christmas easter thanksgiving ramadan age era movie show north south east west northern"
    " southern eastern western street straße platz gesetz preis krieg jahr tag woche avenida calle ley"
    " guerra premio copa rue loi guerre prix coupe internet web god gott dios dieu bible koran quran"
    " amerika revolution depression crisis republic kingdom emirates coast gate hill heights capitol"
    " spring summer autumn winter fall one two first second new old great los las san santa st saint"
    " conn calif fla ariz mass minn wash mich wis ill ind ky tenn okla ala neb nev colo del va vt kan mo"
    " am pm gmt et est edt cet utc pdt pst"
)
"""Words that no person's name ends in; a run that holds one keeps its surname to itself."""
PLACES = table(
    "afghanistan albania algeria andorra angola argentina armenia australia austria azerbaijan bahrain"
    " bangladesh belarus belgium benin bolivia bosnia botswana brazil brunei bulgaria burundi cambodia"
    " cameroon canada chad chile china colombia congo croatia cuba cyprus denmark ecuador egypt england"
    " eritrea estonia ethiopia europe finland france gabon gambia germany ghana greece greenland guatemala"
    " guinea guyana haiti honduras hungary iceland india indonesia iran iraq ireland israel italy jamaica"
    " japan kazakhstan kenya kosovo kuwait kyrgyzstan laos latvia lebanon lesotho liberia libya lithuania"
    " luxembourg madagascar malawi malaysia mali malta mauritania mauritius mexico moldova monaco mongolia"
    " montenegro morocco mozambique myanmar burma namibia nepal netherlands nicaragua niger nigeria norway"
    " oman pakistan palestine panama paraguay peru philippines poland portugal qatar romania russia rwanda"
    " scotland senegal serbia singapore slovakia slovenia somalia spain sudan sweden switzerland syria"
    " taiwan tajikistan tanzania thailand togo tunisia turkey türkiye turkmenistan uganda ukraine uruguay"
    " uzbekistan vatican venezuela vietnam wales yemen zambia zimbabwe crimea gaza chechnya tibet africa"
    " asia antarctica america britain u.s. us usa u.k. uk uae washington london paris berlin brussels moscow"
    " kyiv kiev beijing tokyo madrid rome vienna warsaw prague budapest athens lisbon dublin stockholm oslo"
    " copenhagen helsinki geneva zurich munich frankfurt hamburg cologne barcelona milan naples istanbul"
    " ankara tehran baghdad kabul islamabad karachi lahore delhi mumbai kolkata dhaka jakarta manila bangkok"
    " hanoi seoul pyongyang shanghai taipei sydney melbourne canberra cairo tripoli tunis algiers rabat"
    " nairobi lagos abuja johannesburg pretoria damascus aleppo beirut jerusalem amman riyadh dubai doha"
    " toronto ottawa montreal vancouver chicago boston philadelphia houston dallas miami atlanta detroit"
    " seattle denver phoenix baltimore cleveland pittsburgh minneapolis havana bogotá bogota caracas lima"
    " santiago brasília alaska alabama arizona arkansas california colorado connecticut delaware florida"
    " hawaii idaho illinois indiana iowa kansas kentucky louisiana maine maryland massachusetts michigan"
    " minnesota mississippi missouri montana nebraska nevada ohio oklahoma oregon pennsylvania tennessee"
    " texas utah vermont virginia wisconsin wyoming benghazi fukushima chernobyl manhattan brooklyn hollywood"
    " deutschland österreich schweiz frankreich italien spanien polen russland ungarn türkei griechenland"
    " europa brüssel moskau wien münchen köln rom warschau prag peking kiew bayern sachsen"
    " allemagne angleterre belgique espagne italie russie royaume-uni suisse chine inde japon bruxelles moscou"
    " londres españa alemania francia italia inglaterra rusia ucrania méxico perú brasil estados-unidos"
    " argentina япония россия украина москва киев германия франция китай сша европа україна київ росія"
    " polska niemcy rosja ukraina warszawa francja włochy"
)
PLACE_NAMES = frozenset(
    [
        "new york",
        "new jersey",
        "new mexico",
        "new hampshire",
        "new orleans",
        "new delhi",
        "new zealand",
        "north korea",
        "south korea",
        "north carolina",
        "south carolina",
        "north dakota",
        "south dakota",
        "west virginia",
        "rhode island",
        "los angeles",
        "san francisco",
        "san diego",
        "las vegas",
        "hong kong",
        "saudi arabia",
        "south africa",
        "south sudan",
        "sri lanka",
        "costa rica",
        "puerto rico",
        "el salvador",
        "united states",
        "united kingdom",
        "united arab emirates",
        "soviet union",
        "great britain",
        "northern ireland",
        "middle east",
        "far east",
        "latin america",
        "north america",
        "south america",
        "buenos aires",
        "rio de janeiro",
        "são paulo",
        "mexico city",
        "st. louis",
        "st. petersburg",
        "tel aviv",
        "west bank",
        "gaza strip",
        "abu dhabi",
        "kuala lumpur",
        "addis ababa",
        "cape town",
        "papua new guinea",
        "burkina faso",
        "sierra leone",
        "ivory coast",
        "vereinigte staaten",
        "frankfurt am main",
        "estados unidos",
        "états unis",
        "reino unido",
        "arabia saudita",
        "corea del norte",
        "corea del sur",
        "nueva york",
        "washington d.c.",
        "district of columbia",
    ]
)
MEN = table(
    "john james robert michael mike william bill david dave richard rick joseph joe thomas tom charles"
    " charlie chris christopher daniel dan matthew matt anthony tony mark marc donald don steven steve paul"
    " andrew andy joshua josh kenneth ken kevin brian bryan george timothy tim ronald ron edward ed jason"
    " jeffrey jeff ryan jacob gary nicholas nick eric jonathan jon stephen larry justin scott brandon"
    " benjamin ben samuel sam gregory greg alexander alex frank patrick raymond ray jack dennis jerry tyler"
    " aaron jose josé adam nathan henry douglas doug peter zachary kyle walter ethan jeremy harold keith"
    " roger terry sean gerald carl arthur lawrence jesse jordan bruce ralph roy eugene randy philip phil"
    " harry vincent bobby johnny bradley brad craig alan allen ted mitt newt barack rand marco mitch"
    " hans klaus jürgen wolfgang andreas stefan stephan matthias markus uwe olaf friedrich"
    " jens sven lars ralf dirk torsten martin"
    " pierre jean-pierre jacques françois francois emmanuel nicolas philippe alain bernard michel christophe"
    " laurent jean-luc édouard gérard antónio antonio juan josé luis luís carlos jorge miguel"
    " pedro francisco manuel javier alejandro fernando rafael pablo sergio ricardo eduardo andrés alberto"
    " diego mariano giuseppe giovanni mario luca matteo marco francesco silvio paolo"
    " jair luiz joão paulo geert willem jan piet erik anders johan magnus ulf alexis kyriakos recep tayyip"
    " mehmet ahmet mustafa ali mohammed muhammad mohamed mohammad ahmed mahmoud hassan hussein omar osama"
    " abdul abdullah ibrahim khalid yusuf bashar hosni hamid nouri ehud shimon ariel yitzhak vladimir"
    " dmitry dmitri sergei sergey igor ivan mikhail boris alexei nikolai oleg andrei viktor yuri volodymyr"
    " petro oleksandr andriy andrzej jarosław lech mateusz radosław narendra rahul manmohan imran nawaz"
    " shinzo junichiro yoshihide fumio keir gordon rishi nigel winston"
    " владимир александр сергей дмитрий алексей михаил николай андрей виктор володимир олександр"
)
WOMEN = table(
    "mary patricia jennifer linda elizabeth liz barbara susan jessica sarah karen lisa nancy betty sandra"
    " margaret ashley kimberly emily donna michelle carol amanda melissa deborah stephanie rebecca laura"
    " helen sharon cynthia kathleen amy angela shirley anna ruth brenda pamela nicole katherine samantha"
    " christine catherine rachel janet maria heather diane julie joyce victoria kelly christina kate"
    " joan evelyn olivia judith hillary martha cheryl megan ann anne alice jean julia susanne claire"
    " ursula annalena sabine petra monika heike birgit marine ségolène ana carmen isabel giorgia dilma"
    " mette sanna yulia natalia olga svetlana elena irina tatiana sonia benazir theresa kellyanne kirsten"
    " tammy amy elise marsha condoleezza мария елена ольга"
)
GIVEN = MEN | WOMEN
"""Frequent given names; where a first word is one, the run is a person."""
_MONTHS_AND_DAYS = (
    "january february march april may june july august september october november december jan feb mar apr"
    " jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue wed"
    " thu fri sat sun januar jänner februar märz mai juni juli oktober dezember montag dienstag mittwoch"
    " donnerstag freitag samstag sonnabend sonntag janvier février mars avril juin juillet août septembre"
    " octobre novembre décembre lundi mardi mercredi jeudi vendredi samedi dimanche enero febrero marzo"
    " abril mayo junio julio agosto septiembre octubre noviembre diciembre lunes martes miércoles jueves"
    " viernes sábado domingo gennaio febbraio aprile maggio giugno luglio settembre ottobre dicembre"
    " janeiro fevereiro março maio junho julho setembro outubro novembro dezembro januari februari maart"
    " augustus mei maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ocak şubat mart nisan mayıs"
    " haziran temmuz ağustos eylül ekim kasım aralık pazartesi salı çarşamba perşembe cuma cumartesi pazar"
    " senin selasa rabu kamis jumat sabtu minggu maret agustus desember"
)
CALENDAR = frozenset(_MONTHS_AND_DAYS.split())
_PEOPLES = (
    "african afghan albanian algerian american arab argentine armenian asian australian austrian"
    " azerbaijani bangladeshi belarusian belgian bolivian bosnian brazilian british bulgarian burmese"
    " cambodian canadian chilean chinese colombian croatian cuban czech danish dutch ecuadorian egyptian"
    " english estonian ethiopian european filipino finnish french georgian german ghanaian greek haitian"
    " hispanic hungarian icelandic indian indonesian iranian iraqi irish israeli italian japanese jordanian"
    " kenyan korean kurdish kuwaiti latin latino latvian lebanese libyan lithuanian malaysian mexican"
    " moroccan nepalese nigerian norwegian pakistani palestinian peruvian polish portuguese qatari romanian"
    " russian rwandan saudi scottish serbian slovak slovenian somali spanish sudanese swedish swiss syrian"
    " taiwanese thai tibetan tunisian turkish ugandan ukrainian venezuelan vietnamese welsh western yemeni"
    " zimbabwean christian christians catholic catholics jewish jews muslim muslims islamic islamist"
    " islamists sunni shiite shia republican democrat democratic conservative liberal nazi soviet communist"
    " briton"
)
PEOPLES = frozenset(
    (*_PEOPLES.split(), *(f"{word}s" for word in _PEOPLES.split() if word.endswith(("n", "i"))))
)
"""Adjectives of nations, creeds and parties: written with a capital in English, and no names."""


PROPER = table(
    "hezbollah hamas taliban nato pentagon kremlin interpol europol facebook google microsoft apple amazon"
    " twitter youtube instagram wikipedia reuters congress parliament senate bundestag bundesrat"
    " bundesbank bundeswehr republicans democrats gop tories labour eu un us-kongress tesla netflix uber"
    " boeing airbus toyota volkswagen siemens samsung huawei tiktok whatsapp spacex gazprom unicef unesco"
    " opec imf who wto fbi cia nsa nasa irs epa fda cdc bbc cnn nbc cbs abc npr afp dpa mi5 mi6 isis isil"
    " afd cdu csu spd fdp ard zdf onu otan ue psoe pp"
)
"""Organisations known by one word."""
NOT_ORGANISATIONS = table(
    "gdp ceo cfo coo tv hiv aids dna rna pm am ok id dvd cd pdf url sms ai it pc usb gps led suv vip faq ap"
    " diy rip asap fyi omg lol usd eur gbp gmt est edt pst pdt utc cet mvp phd ba ma md jd nyc la dc"
    " us usa uk uae co2 covid covid-19 mp mps op ed qa hd xl xxl pr hr gb mb kb hp kw mwh gwh eps"
    " photos photo video videos watch read more news live update breaking exclusive related story image map"
    " chart why how what new now top best free here see also"
    " lgbt lgbtq bip kfz lkw pkw mwst zb uhr nr abs ev str tel isbn iban bic pib iva"
)
"""Capitals that abbreviate something else."""


def is_title(word: str) -> bool:
    """Whether a casefolded word is a title or an office."""
    return word in TITLES or (len(word) > 7 and word.endswith(_TITLE_ENDINGS))


def plain_letters(text: str) -> str:
    """Casefolded, without diacritics."""
    if text.isascii():
        return text.casefold()
    decomposed = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
