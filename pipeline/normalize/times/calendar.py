"""Names of months and weekdays, and digits, in the languages that news is written in.

Words are compared without case, accents, the marks on Arabic letters, and a trailing dot. Each
row gives twelve months or seven weekdays (Monday first), the spellings of one divided by blanks
(``_`` stands for a blank within a name): the form a date takes first, then others, then
abbreviations. Only the Gregorian calendar is known: a Persian or Islamic month is no month here.
"""

import unicodedata

_MONTHS = {
    "en": "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|october oct|november nov|december dec",
    "de": "januar jänner jan jän|februar feber feb|märz mär mrz|april apr|mai|juni jun|juli jul|august aug|september sept sep|oktober okt|november nov|dezember dez",
    "fr": "janvier janv|février févr fév|mars|avril avr|mai|juin|juillet juil|août|septembre sept|octobre oct|novembre nov|décembre déc",
    "es": "enero ene|febrero feb|marzo mar|abril abr|mayo may|junio jun|julio jul|agosto ago|septiembre setiembre sept sep set|octubre oct|noviembre nov|diciembre dic",
    "it": "gennaio gen genn|febbraio feb febbr|marzo mar|aprile apr|maggio mag|giugno giu|luglio lug|agosto ago|settembre set sett|ottobre ott|novembre nov|dicembre dic",
    "pt": "janeiro jan|fevereiro fev|março mar|abril abr|maio mai|junho jun|julho jul|agosto ago|setembro set|outubro out|novembro nov|dezembro dez",
    "nl": "januari jan|februari feb|maart mrt|april apr|mei|juni jun|juli jul|augustus aug|september sep sept|oktober okt|november nov|december dec",
    "sv": "januari jan|februari feb|mars mar|april apr|maj|juni jun|juli jul|augusti aug|september sep sept|oktober okt|november nov|december dec",
    "da": "januar jan|februar feb|marts mar|april apr|maj|juni jun|juli jul|august aug|september sep sept|oktober okt|november nov|december dec",
    "no": "januar jan|februar feb|mars mar|april apr|mai|juni jun|juli jul|august aug|september sep sept|oktober okt|november nov|desember des",
    "fi": "tammikuuta tammikuu tammikuun tammi|helmikuuta helmikuu helmikuun helmi|maaliskuuta maaliskuu maaliskuun maalis|huhtikuuta huhtikuu huhtikuun huhti|toukokuuta toukokuu toukokuun touko|kesäkuuta kesäkuu kesäkuun kesä|heinäkuuta heinäkuu heinäkuun heinä|elokuuta elokuu elokuun elo|syyskuuta syyskuu syyskuun syys|lokakuuta lokakuu lokakuun loka|marraskuuta marraskuu marraskuun marras|joulukuuta joulukuu joulukuun joulu",
    "is": "janúar jan|febrúar feb|mars mar|apríl apr|maí|júní jún|júlí júl|ágúst ágú|september sep|október okt|nóvember nóv|desember des",
    "et": "jaanuar jaan|veebruar veebr|märts|aprill|mai|juuni|juuli|august aug|september sept|oktoober okt|november nov|detsember dets",
    "lv": "janvāris janvārī janvāra janv|februāris februārī februāra febr|marts martā marta|aprīlis aprīlī aprīļa apr|maijs maijā maija|jūnijs jūnijā jūnija jūn|jūlijs jūlijā jūlija jūl|augusts augustā augusta aug|septembris septembrī septembra sept|oktobris oktobrī oktobra okt|novembris novembrī novembra nov|decembris decembrī decembra dec",
    "lt": "sausio sausis saus|vasario vasaris vas|kovo kovas kov|balandžio balandis bal|gegužės gegužė geg|birželio birželis birž|liepos liepa liep|rugpjūčio rugpjūtis rugp|rugsėjo rugsėjis rugs|spalio spalis spal|lapkričio lapkritis lapkr|gruodžio gruodis gruod",
    "pl": "stycznia styczeń sty|lutego luty lut|marca marzec mar|kwietnia kwiecień kwi|maja maj|czerwca czerwiec cze|lipca lipiec lip|sierpnia sierpień sie|września wrzesień wrz|października październik paź|listopada listopad lis|grudnia grudzień gru",
    "cs": "ledna leden led|února únor úno|března březen bře|dubna duben dub|května květen kvě|června červen čvn|července červenec čvc|srpna srpen srp|září zář|října říjen říj|listopadu listopad lis|prosince prosinec pro",
    "sk": "januára január jan|februára február feb|marca marec mar|apríla apríl apr|mája máj|júna jún|júla júl|augusta august aug|septembra september sep|októbra október okt|novembra november nov|decembra december dec",
    "sl": "januarja januar jan|februarja februar feb|marca marec mar|aprila april apr|maja maj|junija junij jun|julija julij jul|avgusta avgust avg|septembra september sep|oktobra oktober okt|novembra november nov|decembra december dec",
    "hr": "siječnja siječanj sij|veljače veljača velj|ožujka ožujak ožu|travnja travanj tra|svibnja svibanj svi|lipnja lipanj lip|srpnja srpanj srp|kolovoza kolovoz kol|rujna rujan ruj|listopada listopad lis|studenoga studenog studeni stu|prosinca prosinac pro",
    "sr": "januara januar jan јануара јануар јан|februara februar feb фебруара фебруар феб|marta mart mar марта март мар|aprila april apr априла април апр|maja maj маја мај|juna jun juni јуна јун јуни|jula jul juli јула јул јули|avgusta avgust avg августа август авг|septembra septembar sep септембра септембар сеп|oktobra oktobar okt октобра октобар окт|novembra novembar nov новембра новембар нов|decembra decembar dec децембра децембар дец",
    "mk": "јануари јан|февруари фев|март мар|април апр|мај|јуни јун|јули јул|август авг|септември септ|октомври окт|ноември ноем|декември дек",
    "hu": "január jan|február feb febr|március márc|április ápr|május máj|június jún|július júl|augusztus aug|szeptember szept|október okt|november nov|december dec",
    "ro": "ianuarie ian|februarie feb|martie mar|aprilie apr|mai|iunie iun|iulie iul|august aug|septembrie sept sep|octombrie oct|noiembrie nov noi|decembrie dec",
    "sq": "janar jan|shkurt shk|mars mar|prill pri|maj|qershor qer|korrik kor|gusht gus|shtator sht|tetor tet|nëntor nën|dhjetor dhj",
    "ca": "gener gen|febrer febr|març|abril abr|maig|juny|juliol jul|agost ag|setembre set|octubre oct|novembre nov|desembre des",
    "gl": "xaneiro xan|febreiro feb|marzo mar|abril abr|maio mai|xuño xun|xullo xul|agosto ago|setembro set|outubro out|novembro nov|decembro dec",
    "bg": "януари ян яну|февруари фев февр|март мар|април апр|май|юни|юли|август авг|септември септ сеп|октомври окт|ноември ноем ное|декември дек",
    "ru": "января январь янв|февраля февраль фев февр|марта март мар|апреля апрель апр|мая май|июня июнь июн|июля июль июл|августа август авг|сентября сентябрь сен сент|октября октябрь окт|ноября ноябрь ноя нояб|декабря декабрь дек",
    "uk": "січня січень січ|лютого лютий лют|березня березень бер|квітня квітень квіт|травня травень трав|червня червень черв|липня липень лип|серпня серпень серп|вересня вересень вер|жовтня жовтень жовт|листопада листопад лист|грудня грудень груд",
    "be": "студзеня студзень|лютага люты|сакавіка сакавік|красавіка красавік|мая май|чэрвеня чэрвень|ліпеня ліпень|жніўня жнівень|верасня верасень|кастрычніка кастрычнік|лістапада лістапад|снежня снежань",
    "el": "ιανουαρίου ιανουάριος ιαν|φεβρουαρίου φεβρουάριος φεβ|μαρτίου μάρτιος μαρ|απριλίου απρίλιος απρ|μαΐου μάιος μαΐ μάι|ιουνίου ιούνιος ιουν|ιουλίου ιούλιος ιουλ|αυγούστου αύγουστος αυγ|σεπτεμβρίου σεπτέμβριος σεπ σεπτ|οκτωβρίου οκτώβριος οκτ|νοεμβρίου νοέμβριος νοε νοεμ|δεκεμβρίου δεκέμβριος δεκ",
    "tr": "ocak oca|şubat şub|mart mar|nisan nis|mayıs may|haziran haz|temmuz tem|ağustos ağu|eylül eyl|ekim eki|kasım kas|aralık ara",
    "az": "yanvar yan|fevral fev|mart mar|aprel apr|may|iyun|iyul|avqust avq|sentyabr sen|oktyabr okt|noyabr noy|dekabr dek",
    "ar": "يناير جانفي كانون_الثاني|فبراير فيفري شباط|مارس آذار|أبريل إبريل أفريل نيسان|مايو ماي أيار|يونيو يونيه جوان حزيران|يوليو يوليه جويلية تموز|أغسطس غشت آب|سبتمبر شتنبر أيلول|أكتوبر تشرين_الأول|نوفمبر نونبر تشرين_الثاني|ديسمبر دجنبر كانون_الأول",
    "fa": "ژانویه|فوریه|مارس|آوریل|مه می|ژوئن|ژوئیه جولای|اوت آگوست|سپتامبر|اکتبر|نوامبر|دسامبر",
    "ur": "جنوری|فروری|مارچ|اپریل|مئی|جون|جولائی|اگست|ستمبر|اکتوبر|نومبر|دسمبر",
    "he": "ינואר ינו׳|פברואר פבר׳|מרץ מרס|אפריל אפר׳|מאי|יוני|יולי|אוגוסט אוג׳|ספטמבר ספט׳|אוקטובר אוק׳|נובמבר נוב׳|דצמבר דצמ׳",
    "hi": "जनवरी|फरवरी फ़रवरी|मार्च|अप्रैल|मई|जून|जुलाई|अगस्त|सितंबर सितम्बर|अक्टूबर अक्तूबर|नवंबर नवम्बर|दिसंबर दिसम्बर",
    "mr": "जानेवारी|फेब्रुवारी|मार्च|एप्रिल|मे|जून|जुलै|ऑगस्ट|सप्टेंबर|ऑक्टोबर|नोव्हेंबर|डिसेंबर",
    "bn": "জানুয়ারি জানুয়ারী|ফেব্রুয়ারি ফেব্রুয়ারী|মার্চ|এপ্রিল|মে|জুন|জুলাই|আগস্ট|সেপ্টেম্বর|অক্টোবর|নভেম্বর|ডিসেম্বর",
    "ta": "ஜனவரி|பிப்ரவரி|மார்ச்|ஏப்ரல்|மே|ஜூன்|ஜூலை|ஆகஸ்ட்|செப்டம்பர்|அக்டோபர்|நவம்பர்|டிசம்பர்",
    "te": "జనవరి|ఫిబ్రవరి|మార్చి|ఏప్రిల్|మే|జూన్|జూలై జులై|ఆగస్టు ఆగస్ట్|సెప్టెంబర్ సెప్టెంబరు|అక్టోబర్ అక్టోబరు|నవంబర్ నవంబరు|డిసెంబర్ డిసెంబరు",
    "kn": "ಜನವರಿ|ಫೆಬ್ರವರಿ|ಮಾರ್ಚ್|ಏಪ್ರಿಲ್|ಮೇ|ಜೂನ್|ಜುಲೈ|ಆಗಸ್ಟ್|ಸೆಪ್ಟೆಂಬರ್|ಅಕ್ಟೋಬರ್|ನವೆಂಬರ್|ಡಿಸೆಂಬರ್",
    "ml": "ജനുവരി|ഫെബ്രുവരി|മാർച്ച്|ഏപ്രിൽ|മേയ് മെയ്|ജൂൺ|ജൂലൈ|ഓഗസ്റ്റ്|സെപ്റ്റംബർ|ഒക്ടോബർ|നവംബർ|ഡിസംബർ",
    "gu": "જાન્યુઆરી|ફેબ્રુઆરી|માર્ચ|એપ્રિલ|મે|જૂન|જુલાઈ|ઓગસ્ટ|સપ્ટેમ્બર|ઓક્ટોબર|નવેમ્બર|ડિસેમ્બર",
    "pa": "ਜਨਵਰੀ|ਫਰਵਰੀ|ਮਾਰਚ|ਅਪ੍ਰੈਲ|ਮਈ|ਜੂਨ|ਜੁਲਾਈ|ਅਗਸਤ|ਸਤੰਬਰ|ਅਕਤੂਬਰ|ਨਵੰਬਰ|ਦਸੰਬਰ",
    "ka": "იანვარი იანვარს|თებერვალი თებერვალს|მარტი მარტს|აპრილი აპრილს|მაისი მაისს|ივნისი ივნისს|ივლისი ივლისს|აგვისტო აგვისტოს|სექტემბერი სექტემბერს|ოქტომბერი ოქტომბერს|ნოემბერი ნოემბერს|დეკემბერი დეკემბერს",
    "hy": "հունվարի հունվար|փետրվարի փետրվար|մարտի մարտ|ապրիլի ապրիլ|մայիսի մայիս|հունիսի հունիս|հուլիսի հուլիս|օգոստոսի օգոստոս|սեպտեմբերի սեպտեմբեր|հոկտեմբերի հոկտեմբեր|նոյեմբերի նոյեմբեր|դեկտեմբերի դեկտեմբեր",
    "kk": "қаңтар|ақпан|наурыз|сәуір|мамыр|маусым|шілде|тамыз|қыркүйек|қазан|қараша|желтоқсан",
    "id": "januari jan|februari pebruari feb|maret mar|april apr|mei|juni jun|juli jul|agustus agu agt ags|september sep sept|oktober okt|november nopember nov nop|desember des",
    "ms": "januari jan|februari feb|mac|april apr|mei|jun|julai|ogos ogo|september sept|oktober okt|november nov|disember dis",
    "tl": "enero|pebrero|marso|abril|mayo|hunyo|hulyo|agosto|setyembre|oktubre|nobyembre|disyembre",
    "sw": "januari|februari|machi|aprili|mei|juni|julai|agosti|septemba|oktoba|novemba|desemba",
    "vi": "tháng_một tháng_giêng|tháng_hai|tháng_ba|tháng_tư|tháng_năm|tháng_sáu|tháng_bảy|tháng_tám|tháng_chín|tháng_mười|tháng_mười_một|tháng_mười_hai",
    "th": "มกราคม ม.ค|กุมภาพันธ์ ก.พ|มีนาคม มี.ค|เมษายน เม.ย|พฤษภาคม พ.ค|มิถุนายน มิ.ย|กรกฎาคม ก.ค|สิงหาคม ส.ค|กันยายน ก.ย|ตุลาคม ต.ค|พฤศจิกายน พ.ย|ธันวาคม ธ.ค",
    "zh": "1月 一月|2月 二月|3月 三月|4月 四月|5月 五月|6月 六月|7月 七月|8月 八月|9月 九月|10月 十月|11月 十一月|12月 十二月",
    "ko": "1월|2월|3월|4월|5월|6월|7월|8월|9월|10월|11월|12월",
}
"""Japanese writes months as Chinese does."""
_WEEKDAYS = {
    "en": "monday|tuesday|wednesday|thursday|friday|saturday|sunday",
    "de": "montag|dienstag|mittwoch|donnerstag|freitag|samstag sonnabend|sonntag",
    "fr": "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche",
    "es": "lunes|martes|miércoles|jueves|viernes|sábado|domingo",
    "it": "lunedì|martedì|mercoledì|giovedì|venerdì|sabato|domenica",
    "pt": "segunda-feira|terça-feira|quarta-feira|quinta-feira|sexta-feira|sábado|domingo",
    "nl": "maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag",
    "sv": "måndag måndagen|tisdag tisdagen|onsdag onsdagen|torsdag torsdagen|fredag fredagen|lördag lördagen|söndag söndagen",
    "da": "mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag",
    "no": "mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag",
    "fi": "maanantaina maanantai|tiistaina tiistai|keskiviikkona keskiviikko|torstaina torstai|perjantaina perjantai|lauantaina lauantai|sunnuntaina sunnuntai",
    "is": "mánudagur mánudaginn|þriðjudagur þriðjudaginn|miðvikudagur miðvikudaginn|fimmtudagur fimmtudaginn|föstudagur föstudaginn|laugardagur laugardaginn|sunnudagur sunnudaginn",
    "et": "esmaspäev esmaspäeval|teisipäev teisipäeval|kolmapäev kolmapäeval|neljapäev neljapäeval|reede reedel|laupäev laupäeval|pühapäev pühapäeval",
    "lv": "pirmdiena pirmdien|otrdiena otrdien|trešdiena trešdien|ceturtdiena ceturtdien|piektdiena piektdien|sestdiena sestdien|svētdiena svētdien",
    "lt": "pirmadienis pirmadienį|antradienis antradienį|trečiadienis trečiadienį|ketvirtadienis ketvirtadienį|penktadienis penktadienį|šeštadienis šeštadienį|sekmadienis sekmadienį",
    "pl": "poniedziałek|wtorek|środa środę|czwartek|piątek|sobota sobotę|niedziela niedzielę",
    "cs": "pondělí|úterý|středa středu|čtvrtek|pátek|sobota sobotu|neděle neděli",
    "sk": "pondelok|utorok|streda stredu|štvrtok|piatok|sobota sobotu|nedeľa nedeľu",
    "sl": "ponedeljek|torek|sreda sredo|četrtek|petek|sobota soboto|nedelja nedeljo",
    "hr": "ponedjeljak|utorak|srijeda srijedu|četvrtak|petak|subota subotu|nedjelja nedjelju",
    "sr": "ponedeljak понедељак|utorak уторак|sreda sredu среда среду|četvrtak четвртак|petak петак|subota subotu субота суботу|nedelja nedelju недеља недељу",
    "mk": "понеделник|вторник|среда|четврток|петок|сабота|недела",
    "hu": "hétfő hétfőn|kedd kedden|szerda szerdán|csütörtök csütörtökön|péntek pénteken|szombat szombaton|vasárnap",
    "ro": "luni|marți|miercuri|joi|vineri|sâmbătă|duminică",
    "sq": "hënë hënën|martë martën|mërkurë mërkurën|enjte enjten|premte premten|shtunë shtunën|diel dielën",
    "ca": "dilluns|dimarts|dimecres|dijous|divendres|dissabte|diumenge",
    "gl": "luns|martes|mércores|xoves|venres|sábado|domingo",
    "bg": "понеделник|вторник|сряда|четвъртък|петък|събота|неделя",
    "ru": "понедельник|вторник|среда среду|четверг|пятница пятницу|суббота субботу|воскресенье",
    "uk": "понеділок|вівторок|середа середу|четвер|пʼятниця пятниця пятницю|субота суботу|неділя неділю",
    "be": "панядзелак|аўторак|серада сераду|чацвер|пятніца пятніцу|субота суботу|нядзеля нядзелю",
    "el": "δευτέρα|τρίτη|τετάρτη|πέμπτη|παρασκευή|σάββατο|κυριακή",
    "tr": "pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar",
    "az": "bazar_ertəsi|çərşənbə_axşamı|çərşənbə|cümə_axşamı|cümə|şənbə|bazar",
    "ar": "الاثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|الأحد",
    "fa": "دوشنبه|سه‌شنبه سه_شنبه|چهارشنبه|پنجشنبه پنج‌شنبه|جمعه|شنبه|یکشنبه یک‌شنبه",
    "ur": "پیر سوموار|منگل|بدھ|جمعرات|جمعہ|ہفتہ|اتوار",
    "he": "יום_שני|יום_שלישי|יום_רביעי|יום_חמישי|יום_שישי|יום_שבת|יום_ראשון",
    "hi": "सोमवार|मंगलवार|बुधवार|गुरुवार बृहस्पतिवार वीरवार|शुक्रवार|शनिवार|रविवार इतवार",
    "mr": "सोमवार सोमवारी|मंगळवार मंगळवारी|बुधवार बुधवारी|गुरुवार गुरुवारी|शुक्रवार शुक्रवारी|शनिवार शनिवारी|रविवार रविवारी",
    "bn": "সোমবার|মঙ্গলবার|বুধবার|বৃহস্পতিবার|শুক্রবার|শনিবার|রবিবার রোববার",
    "ta": "திங்கள் திங்கட்கிழமை|செவ்வாய் செவ்வாய்க்கிழமை|புதன் புதன்கிழமை|வியாழன் வியாழக்கிழமை|வெள்ளி வெள்ளிக்கிழமை|சனி சனிக்கிழமை|ஞாயிறு ஞாயிற்றுக்கிழமை",
    "id": "senin|selasa|rabu|kamis|jumat jum'at|sabtu|minggu",
    "ms": "isnin|selasa|rabu|khamis|jumaat|sabtu|ahad",
    "tl": "lunes|martes|miyerkules miyerkoles|huwebes|biyernes|sabado|linggo",
    "sw": "jumatatu|jumanne|jumatano|alhamisi|ijumaa|jumamosi|jumapili",
    "vi": "thứ_hai thứ_2|thứ_ba thứ_3|thứ_tư thứ_4|thứ_năm thứ_5|thứ_sáu thứ_6|thứ_bảy thứ_7|chủ_nhật",
    "th": "วันจันทร์ จันทร์|วันอังคาร อังคาร|วันพุธ พุธ|วันพฤหัสบดี พฤหัสบดี|วันศุกร์ ศุกร์|วันเสาร์ เสาร์|วันอาทิตย์ อาทิตย์",
    "zh": "星期一 周一 週一 礼拜一 禮拜一|星期二 周二 週二 礼拜二 禮拜二|星期三 周三 週三 礼拜三 禮拜三|星期四 周四 週四 礼拜四 禮拜四|星期五 周五 週五 礼拜五 禮拜五|星期六 周六 週六 礼拜六 禮拜六|星期日 星期天 周日 週日 礼拜天 禮拜天",
    "ja": "月曜日 月曜|火曜日 火曜|水曜日 水曜|木曜日 木曜|金曜日 金曜|土曜日 土曜|日曜日 日曜",
    "ko": "월요일|화요일|수요일|목요일|금요일|토요일|일요일",
}
_SHORT_WEEKDAYS = {
    "de": "mo|di|mi|do|fr|sa|so",
    "nl": "ma|di|wo|do|vr|za|zo",
    "fi": "ma|ti|ke|to|pe|la|su",
    "cs": "po|út|st|čt|pá|so|ne",
    "sk": "po|ut|st|št|pi|so|ne",
    "hu": "h|k|sze|cs|p|szo|v",
    "en": "mon|tue tues|wed weds|thu thur thurs|fri|sat|sun",
    "fr": "lun|mar|mer|jeu|ven|sam|dim",
    "es": "lun|mar|mié|jue|vie|sáb|dom",
    "it": "lun|mar|mer|gio|ven|sab|dom",
    "pt": "seg segunda|ter terça|qua quarta|qui quinta|sex sexta|sáb|dom",
    "sv": "mån|tis|ons|tors|fre|lör|sön",
    "da": "man|tir tirs|ons|tor tors|fre|lør|søn",
    "pl": "pon|wt|śr|czw|pt|sob|niedz",
    "sl": "pon|tor|sre|čet|pet|sob|ned",
    "hr": "pon|uto|sri|čet|pet|sub|ned",
    "ro": "lun|mar|mie|joi|vin|sâm|dum",
    "ru": "пн|вт|ср|чт|пт|сб|вс",
    "uk": "пн|вт|ср|чт|пт|сб|нд",
    "el": "δευ|τρι|τετ|πεμ|παρ|σαβ|κυρ",
    "tr": "pzt|sal|çar|per|cum|cmt|paz",
    "id": "sen|sel|rab|kam|jum|sab|min",
    "he": "שני|שלישי|רביעי|חמישי|שישי|שבת|ראשון",
    "hi": "सोम|मंगल|बुध|गुरु|शुक्र|शनि|रवि",
    "ja": "月|火|水|木|金|土|日",
    "ko": "월|화|수|목|금|토|일",
}
"""Abbreviations, and words that also mean something else: to be trusted beside a date only."""

_MARKS = dict.fromkeys((*range(0x300, 0x370), *range(0x64B, 0x660), 0x200C, 0x200D, 0x200E, 0x200F))
_LETTERS = str.maketrans({"ي": "ی", "ك": "ک", "ى": "ی", "ı": "i", "’": "'"})
_DIGITS = {
    ord(character): str(value)
    for zero in map(ord, "٠۰߀०০੦૦୦௦౦೦൦๐໐༠၀០０")
    for value, character in enumerate(map(chr, range(zero, zero + 10)))
}

_Names = dict[str, int | None]


def fold(word: str) -> str:
    """A name as the tables have it: no case, accents, Arabic marks, joiners or trailing dot."""
    folded = word.casefold().strip().rstrip(".׳")
    if folded.isascii():
        return folded
    decomposed = unicodedata.normalize("NFD", folded).translate(_MARKS)
    return decomposed.translate(_LETTERS)


def ascii_digits(text: str) -> str:
    """The text with the decimal digits of other scripts (٣, ३, ৩, ๓) written 0 to 9."""
    return text if text.isascii() else text.translate(_DIGITS)


def _names(row: str, first: int, prefixes: tuple[str, ...] = ()) -> dict[str, int]:
    names = {
        fold(name.replace("_", " ")): number
        for number, group in enumerate(row.split("|"), start=first)
        for name in group.split()
    }
    return names | {prefix + name: number for prefix in prefixes for name, number in names.items()}


def _by_language(tables: dict[str, str], first: int) -> dict[str, dict[str, int]]:
    """Names per language; a Hebrew name may have a preposition before it."""
    return {
        language: _names(row, first, ("ב", "ה", "מ") if language == "he" else ())
        for language, row in tables.items()
    }


def _union(tables: dict[str, dict[str, int]]) -> _Names:
    """All names; None for one that two languages use for different things.

    Names of one or two Latin letters stand in too many other words' places to be taken without
    knowing the language.
    """
    union: _Names = {}
    for names in tables.values():
        for name, number in names.items():
            if len(name) < 3 and name.isascii():
                continue
            union[name] = number if union.get(name, number) == number else None
    return union


MONTHS = _by_language(_MONTHS, 1)
"""Folded month names (1 to 12) per language."""
WEEKDAYS = _by_language(_WEEKDAYS, 0)
"""Folded weekday names written out (Monday 0) per language."""
_ANY_MONTH = _union(MONTHS)
MONTH_NAMES = frozenset(_ANY_MONTH)
"""Every folded month name."""
_ANY_WEEKDAY = _union(WEEKDAYS)
WEEKDAY_WORDS = frozenset(name.split(" ")[-1] for name in _ANY_WEEKDAY)
"""The last word of every folded weekday name written out."""
_SHORT = _by_language(_SHORT_WEEKDAYS, 0)
_ANY_SHORT = _union(_SHORT)


def month(word: str, language: str = "") -> int | None:
    """The month (1 to 12) that a word names, written out or abbreviated.

    The language decides where it is given and knows the word. Without it, a word that means
    different months in two languages (``listopad``: October in Croatian, November in Polish) is
    answered with None.
    """
    name = fold(word)
    own = MONTHS.get(language, {}).get(name)
    return _ANY_MONTH.get(name) if own is None else own


def weekday(word: str, language: str = "", *, written_out: bool = False) -> int | None:
    """The weekday (Monday 0) that a word names; an abbreviation too unless only ``written_out``.

    As for months, the language decides first, and a word that languages disagree on (``tor``:
    Tuesday in Slovene, Thursday in Danish) is answered with None without one.
    """
    name = fold(word)
    for own, union in ((WEEKDAYS, _ANY_WEEKDAY), (_SHORT, _ANY_SHORT)):
        found = own.get(language, {}).get(name)
        found = union.get(name) if found is None else found
        if found is not None or written_out:
            return found
    return None
